import { freshText, type Mark, scan, sinksOf } from '@crescendo/scan';
import { beforeAll, expect, inject, test } from 'vitest';
import { canary, marksOfLearning, marksOfSurface, marksOfWorkspace } from '../setup/canaries.ts';
import type { Learner } from '../setup/learner.ts';
import { settled } from '../setup/settled.ts';
import { tenantOf } from '../setup/stored.ts';
import { traceWith } from '../setup/traces.ts';
import { type InstalledWorkspace, installedWorkspace } from '../setup/workspace.ts';

const comment = `A comment ${freshText()} with “quotes”, a ü and a / in it`;
const typed = `typed${freshText()}`;

/** Does everything that a person can do. Resolves to what that says about them. */
async function learnAsOneCan(learner: Learner): Promise<Mark[]> {
  const first = await learner.start();
  await learner.openWhy(first);
  const marks = marksOfSurface(await learner.slack.surface());
  await learner.slack.closeModal();
  const option = await learner.answer(first, 'wrong');
  await learner.rate(first, 'too-hard');
  await learner.comment(first, comment);
  const second = await learner.more();
  const rightOption = await learner.answer(second, 'right');
  await learner.choose('same-for-all', 'home');
  await learner.type('/crescendo lesson');
  await learner.type(`/crescendo ${typed}`);
  await learner.slack.say(`a message ${typed}`);
  await learner.stop();
  const seen = [
    { lesson: first, option },
    { lesson: second, option: rightOption },
  ];
  return [...marks, ...marksOfSurface(await learner.slack.surface()), ...marksOfLearning(seen)];
}

/** Makes Slack fail sometimes: logs and traces of failures must not give anything away either. */
async function goWrong({ slack, detail: { id: teamId } }: InstalledWorkspace): Promise<void> {
  await slack.setCondition({ kind: 'lose-answers', method: 'chat.update', teamId });
  await slack.setCondition({ kind: 'fail', method: 'views.publish', error: 'internal_error', teamId });
  await slack.setCondition({ kind: 'rate-limit', method: 'users.info', retryAfterSeconds: 1, teamId });
}

/**
 * People join, change and leave, and some requests are not as Slack would send them. Resolves to Slack's data from
 * before.
 */
async function workplaceGoesOn({ slack, detail }: InstalledWorkspace): Promise<Mark[]> {
  const before = marksOfWorkspace(await slack.workspace(detail.id));
  const [, , changes, leaves] = detail.people;
  if (!changes || !leaves) throw new Error('the workspace is too small');
  await slack.addPerson(detail.id, canary('guest'));
  const { handle: _, kind: __, ...change } = canary();
  await slack.changePerson(detail.id, changes.id, change);
  await slack.changePerson(detail.id, leaves.id, { deactivated: true });
  const sent = (await slack.deliveries({ team: detail.id })).at(-1);
  if (!sent) throw new Error('nothing was delivered');
  await slack.replay(sent.id);
  await slack.forge({ like: sent.id, signature: 'wrong' });
  await slack.forge({ path: 'interactions', body: `payload=${encodeURIComponent(`{"user": "${changes.id}"`)}` });
  await slack.forge({ like: sent.id, overrides: { team_id: 'T0UNKNOWN00', event: { type: changes.displayName } } });
  return before;
}

const marks: Mark[] = [
  { name: 'comment', value: comment },
  { name: 'typed text', value: typed },
];

beforeAll(async () => {
  const people = [canary('owner'), canary(), canary(), canary(), canary('guest'), canary('bot')];
  const workspace = await installedWorkspace(people, `Workspace ${freshText()}`);
  await goWrong(workspace);
  marks.push(...(await learnAsOneCan(workspace.learner(1))));
  marks.push(...(await workplaceGoesOn(workspace)));
  await settled();
  marks.push(...marksOfWorkspace(await workspace.slack.workspace(workspace.detail.id)));
  await traceWith(await tenantOf(workspace.detail.id), ['process learning-stopped', 'Slack views.publish']);
});

test('no name, picture, address, Slack ID, place in Slack, answer or comment lies in clear anywhere', async () => {
  const { found, read, blind } = await scan({ marks: distinct(marks), sinks: sinksOf(inject('system')) });
  expect(blind, 'a mark planted in clear is found in each of them').toEqual([]);
  expect(read.map(({ sink }) => sink)).toEqual([
    'kafka records',
    'kafka files',
    'database dump',
    'database files',
    'logs',
    'other files',
    'spans',
  ]);
  expect(found).toEqual([]);
});

/** Slack's data before and after a change is mostly the same. */
function distinct(all: readonly Mark[]): Mark[] {
  return [...new Map(all.map((mark) => [mark.value, mark])).values()];
}
