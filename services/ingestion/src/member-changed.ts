import { type Outcome, skip, type Tx } from '@crescendo/chassis';
import type { SlackMember, userRemoved, userSynced } from '@crescendo/contracts';
import { observeMembers } from './observe-members.ts';
import { lastRun } from './roster-syncs.ts';
import { isMachine } from './standing.ts';

/**
 * Someone joined, left, came back, moved or became a guest. A leaver we never knew is kept as a tombstone, so that
 * older news that arrives late does not add them.
 */
export async function memberChanged(
  tx: Tx<typeof userSynced | typeof userRemoved>,
  { slackIndex, member }: { slackIndex: string; member: SlackMember },
): Promise<Outcome | undefined> {
  const observations = [{ slackIndex, member }];
  const { changed, erased } = await observeMembers(tx, {
    observations,
    toldAt: tx.now,
    run: await lastRun(tx),
    onPage: false,
  });
  if (changed > 0) return undefined;
  if (erased > 0) return skip('person-erased');
  return skip(isMachine(member) ? 'machine' : 'nothing-new');
}
