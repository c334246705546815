import { type EffectOutcome, type EffectRef, effect, type Tx } from '@crescendo/chassis';
import { permanent, type SlackMember, userId, userRemoved, userSynced } from '@crescendo/contracts';
import { z } from 'zod';
import { observeMembers } from '../observe-members.ts';
import { people, tombstone } from '../people.ts';
import { lastRun } from '../roster-syncs.ts';
import { seatChange } from '../seats.ts';
import type { Directory } from '../slack/directory.ts';
import { noteChange } from '../uncounted-changes.ts';

/** Asks Slack about a person whom we know only by their Slack ID. */
export const personLookUp: EffectRef<{ user: string }> = {
  name: 'look-up-person',
  args: z.object({ user: userId }),
};

/** Looks the person up and completes them. If that fails for good they stay a stub until the next roster sync. */
export const lookUpPerson = (directory: Directory) =>
  effect({
    ...personLookUp,
    whenUnknown: () => 'send-again', // reading twice does no harm
    publishes: [userSynced, userRemoved],
    async perform({ user }, { tenant, service }): Promise<SlackMember> {
      const row = await service.model(people).findOne({ _id: user, tenant, status: 'active' }).lean();
      const [person] = await service.open(people, row ? [row] : [], ['slackUser']);
      if (!person?.slackUser) throw permanent('person-gone', 'The person is no longer here.');
      return await directory.member({ tokens: service.tokens, tenant }, person.slackUser);
    },
    settle: complete,
  });

async function complete(
  outcome: EffectOutcome<SlackMember>,
  { user }: { user: string },
  tx: Tx<typeof userSynced | typeof userRemoved>,
): Promise<void> {
  const person = await tx.model(people).findOne({ _id: user, tenant: tx.tenant, status: 'active' }).lean();
  if (!person) return;
  if (outcome.kind === 'known') {
    const observations = [{ member: outcome.result, slackIndex: person.slackIndex }];
    await observeMembers(tx, { observations, toldAt: tx.now, run: await lastRun(tx), onPage: false });
  } else if (outcome.kind === 'failed' && outcome.code === 'slack-user-not-found' && person.stub) {
    const version = person.version + 1;
    const left = tombstone(person, { version, leftAt: tx.now });
    await tx.model(people).replaceOne({ _id: user, tenant: tx.tenant }, left);
    await noteChange(tx, { change: seatChange({ ...person, flags: undefined }, left) });
    tx.publish(userRemoved, { version }, { user });
  }
}
