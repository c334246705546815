import { expect, inject, test } from 'vitest';
import { isoWeekOf } from '../../services/analytics/src/iso-week.ts';
import { weeklyParticipation } from '../../services/analytics/src/weekly-participation.ts';
import { settled } from '../setup/settled.ts';
import { rowsOf, tenantOf } from '../setup/stored.ts';
import { installedWorkspace } from '../setup/workspace.ts';

const counted = ['starts', 'stops', 'lessonsRequested', 'answers', 'ratings', 'comments'] as const;

async function rowsOfTeam(team: string) {
  return await rowsOf('analytics', weeklyParticipation, { tenant: await tenantOf(team), open: [] as const });
}

/** The sums over all weeks and partitions, because a test may run past midnight. */
async function countedOf(team: string): Promise<Record<string, number>> {
  const rows = await rowsOfTeam(team);
  return Object.fromEntries(counted.map((act) => [act, rows.reduce((sum, row) => sum + row[act], 0)]));
}

test('a workspace’s week has exactly what its people did, also when who counts was killed in the midst of it', async () => {
  const began = isoWeekOf(new Date()).name;
  const people = ['Robin', 'Sam', 'Kim'].map((name) => ({ realName: `${name} Example` }));
  const { detail, learner } = await installedWorkspace(people);
  const everyone = people.map((_, place) => learner(place));
  const bystander = (await installedWorkspace()).detail.id;

  const pid = inject('system').run.services?.find(({ name }) => name === 'analytics')?.pid;
  if (pid === undefined) throw new Error('analytics is not running');
  await Promise.all(
    everyone.map(async (each, place) => {
      const lesson = await each.start();
      await each.answer(lesson, 'right');
      if (place === 0) process.kill(pid, 'SIGKILL'); // the launcher restarts it
      await each.rate(lesson, 'helpful');
      await each.comment(lesson, 'Worth the two minutes.');
      await each.answer(await each.more(), 'wrong');
    }),
  );
  await everyone[0]?.stop();
  await settled();

  expect(await countedOf(detail.id)).toEqual({
    starts: 3,
    stops: 1,
    lessonsRequested: 3,
    answers: 6,
    ratings: 3,
    comments: 3,
  });
  const rows = await rowsOfTeam(detail.id);
  expect([began, isoWeekOf(new Date()).name]).toEqual(expect.arrayContaining(rows.map(({ week }) => week)));
  expect(await rowsOfTeam(bystander)).toEqual([]);
});
