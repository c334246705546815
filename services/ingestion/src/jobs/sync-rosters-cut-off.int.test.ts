import type { ServiceContext } from '@crescendo/chassis';
import { rosterChanged, userSynced } from '@crescendo/contracts';
import { describe, expect, test } from 'vitest';
import { after, DAY, installedWorkspace, sixPeople } from '../testing/installed-workspace.ts';

/** A context whose units of work run but do not commit, as if the process was killed just before. */
const killedBeforeCommit = (context: ServiceContext): ServiceContext => ({
  ...context,
  transact: (unit, work) =>
    context.transact(unit, async (tx) => {
      await work(tx);
      throw new Error('killed');
    }),
});

describe('a roster sync that is cut off', () => {
  test('between pages goes on with the next page', async () => {
    const { unit, slack, sync, events } = await installedWorkspace(sixPeople());
    await unit(); // begins
    await unit(); // reads the first page, then the process dies
    await sync();
    expect(slack.asked.map(({ arguments: given }) => given.cursor)).toEqual([undefined, 'after:U2', 'after:U4']);
    expect(await events(userSynced)).toHaveLength(6);
    expect((await events(rosterChanged)).map(({ data }) => data)).toMatchObject([{ billable: 6 }]);
  });

  test('in the middle of any unit does that unit again, and nobody twice', async () => {
    const { unit, context, setNow, sync, events, known, standsAt } = await installedWorkspace(sixPeople());
    for (let at = 0; (await standsAt())?.counted === 0; at++) {
      const before = await standsAt();
      await unit(killedBeforeCommit(context), after(at * 10_000));
      expect(await standsAt()).toMatchObject({ phase: before?.phase, run: before?.run, step: before?.step });
      await unit(context, after(at * 10_000 + 5_000));
    }
    setNow(after(DAY / 2));
    await sync();
    expect(await known()).toHaveLength(6);
    expect(new Set((await events(userSynced)).map(({ user }) => user)).size).toBe(6);
    expect(await events(userSynced)).toHaveLength(6);
    expect(await events(rosterChanged)).toHaveLength(1);
  });

  test('while another replica does the same: each page takes effect once', async () => {
    const { unit, sync, events, known } = await installedWorkspace(sixPeople());
    await unit();
    await Promise.all([unit(), unit()]);
    await sync();
    expect(await known()).toHaveLength(6);
    expect(await events(userSynced)).toHaveLength(6);
  });
});
