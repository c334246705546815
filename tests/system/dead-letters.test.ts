import {
  allGroupsResponse,
  deadLetterListResponse,
  openingResponse,
  redriveResponse,
  redriveStatusResponse,
  slackActions,
} from '@crescendo/contracts';
import { expect, test, vi } from 'vitest';
import { assignments } from '../../services/personalization/src/assignments.ts';
import { crescendo, crescendoJson } from '../setup/crescendo.ts';
import type { Learner } from '../setup/learner.ts';
import { rewriteRow } from '../setup/rewrite-row.ts';
import { settled } from '../setup/settled.ts';
import { everythingStored, rowsOf, tenantOf } from '../setup/stored.ts';
import { installedWorkspace } from '../setup/workspace.ts';

const people = [
  { realName: 'Robin Example', kind: 'owner' as const },
  { realName: 'Sam Example', kind: 'member' as const },
];

async function learnersOf(tenant: string) {
  const rows = await everythingStored();
  return rows
    .filter(({ database, collection }) => database === 'personalization' && collection === 'learners')
    .map(({ document }) => document)
    .filter((row) => row.tenant === tenant);
}

/** Two people. Somebody has carelessly written a value sealed for one into the row of the other, who learns. */
async function mixedUp() {
  const { detail, learner } = await installedWorkspace(people);
  await settled();
  const robin = learner(0);
  const lesson = await robin.start();
  await settled();
  const tenant = await tenantOf(detail.id);
  const rows = await learnersOf(tenant);
  const row = rows.find(({ status }) => status === 'active');
  const other = rows.find(({ status }) => status === 'known');
  if (!row?.timezone || !other?.timezone) throw new Error('the two are not known yet');
  const write = (timezone: unknown) =>
    rewriteRow('personalization', { collection: 'learners', id: String(row._id), fields: { timezone } });
  await write(other.timezone);
  return { robin, lesson, tenant, user: String(row._id), mend: () => write(row.timezone) };
}

/** Presses a button without waiting for the result. */
const press = async (robin: Learner, act: Parameters<Learner['slack']['click']>[0]) =>
  expect(await robin.slack.click(act)).toMatchObject({ ok: true });
const isAsked = async (reason: string) =>
  (await everythingStored()).some(
    ({ collection, document }) => collection === 'redrives' && document.reason === reason,
  );

/** The clicks during a redrive. */
const CLICKS = 8;
/** Asks in turn by the button in Home and by a command: the same again within a minute would be a repetition. */
async function askForMore(robin: Learner, time: number): Promise<void> {
  if (time % 2 === 0) await press(robin, { on: 'home', actionId: slackActions.more });
  else expect(await robin.slack.say('/crescendo lesson')).toMatchObject({ ok: true });
}

test('a poisoned event is seen, explained, mended and redriven while its person goes on clicking, in order', async () => {
  const { robin, lesson, tenant, user, mend } = await mixedUp();
  const wrong = (lesson.lesson.question.correct + 1) % lesson.lesson.question.options.length;
  await press(robin, { on: 'message', messageTs: lesson.ts, actionId: `${slackActions.answer}.${wrong}` });
  for (let i = 0; i < 3; i++) await askForMore(robin, i);
  await settled();

  // Seen: one is dead, the others are behind it.
  const which = ['--code', 'seal-broken', '--event-key', user];
  const { services } = await crescendoJson(allGroupsResponse, 'dead', 'list', ...which);
  expect(services.find(({ service }) => service === 'personalization')?.groups).toMatchObject([
    { code: 'seal-broken', type: 'answer-given', dead: 1, keys: 1, redriven: 0 },
  ]);
  const listed = await crescendoJson(deadLetterListResponse, 'dead', 'list', 'personalization', '--event-key', user);
  const [letter] = listed.items;
  expect(listed.items.map(({ status, type }) => [status, type])).toEqual(
    expect.arrayContaining([['dead', 'answer-given'], ...Array(3).fill(['parked', 'lesson-requested'])]),
  );

  // Explained, without its content.
  const id = `personalization/${letter?.id}`;
  const shown = await crescendo('dead', 'show', id);
  expect(shown.out).toMatch(/what is wrong +A sealed value belongs to another place than where it was found\.\n/);
  expect(shown.out).toMatch(/thrown at +packages\/keyring\/src\/seal\.ts:\d+/);
  expect(shown.out).toMatch(/option +special +learning +never/);

  // Redriven before the repair: dead again, and counted.
  const tooEarly = await crescendo('dead', 'redrive', id, '--reason', 'to see', '--yes', '--wait');
  expect(tooEarly).toMatchObject({ code: 1, out: expect.stringMatching(/dead again +1\n/) });

  // Repaired, and redriven during traffic for the same key.
  await mend();
  const dry = await crescendoJson(redriveResponse, 'dead', 'redrive', 'personalization', ...which);
  expect(dry).toMatchObject({ dead: 1 });
  expect(dry.id).toBeUndefined();
  const redrive = ['dead', 'redrive', 'personalization', ...which, '--reason', `mended: ${user}`, '--yes', '--wait'];
  const redriven = crescendoJson(redriveStatusResponse, ...redrive);
  await vi.waitFor(async () => expect(await isAsked(`mended: ${user}`)).toBe(true), { timeout: 60_000, interval: 50 });
  for (let i = 0; i < CLICKS; i++) await askForMore(robin, i + 1);
  const status = await redriven;
  await askForMore(robin, CLICKS + 1);
  expect(status).toMatchObject({ dead: 1, failed: 0, gone: 0, operator: 'ada', left: { keys: 0, events: 0 } });
  expect(status.handled).toBeGreaterThan(3);
  await settled();

  // In order: each lesson was chosen with the answer and all earlier lessons known, and requested after them.
  const given = await rowsOf('personalization', assignments, { tenant, open: ['decision', 'answer'] as const });
  expect(given).toHaveLength(1 + 3 + CLICKS + 1);
  const past = given
    .map(({ decision, assignedAt }) => {
      const { inputs } = decision;
      return { history: inputs.mode === 'adaptive' ? inputs.history : [], assignedAt };
    })
    .sort((a, b) => a.history.length - b.history.length);
  expect(past.map(({ history }) => history.length)).toEqual(past.map((_, place) => place));
  expect(past.slice(1).every(({ history }) => history[0]?.answer === 'wrong')).toBe(true);
  // For a command, Slack gives only the second.
  const times = past.map(({ assignedAt }) => Math.floor(assignedAt.getTime() / 1_000));
  expect(times).toEqual(times.toSorted((a, b) => a - b));
  const left = await crescendoJson(deadLetterListResponse, 'dead', 'list', 'personalization', '--event-key', user);
  expect(left.items).toEqual([]);
});

test('what a dead letter says is opened with a second person only, once, and what is special never', async () => {
  const { robin, lesson, user, mend } = await mixedUp();
  await press(robin, { on: 'message', messageTs: lesson.ts, actionId: `${slackActions.answer}.0` });
  await settled();
  const listed = await crescendoJson(deadLetterListResponse, 'dead', 'list', 'personalization', '--event-key', user);
  const id = `personalization/${listed.items.find(({ status }) => status === 'dead')?.id}`;
  const open = ['dead', 'show', id, '--open'];

  const asked = await crescendoJson(openingResponse, ...open, '--reason', 'which message is it');
  expect(asked).toMatchObject({ askedBy: 'ada', state: 'waits-for-approval' });
  expect(await crescendo(...open)).toMatchObject({ code: 1, err: expect.stringContaining('not-approved') });
  const own = await crescendo('dead', 'approve', asked.id);
  expect(own).toMatchObject({ code: 1, err: expect.stringContaining('second-person-required') });
  expect((await crescendo('dead', 'approve', '--as', 'grace')).out).toContain(asked.id);
  expect(await crescendo('dead', 'approve', asked.id, '--as', 'grace')).toMatchObject({ code: 0 });
  expect(await crescendo(...open, '--as', 'grace')).toMatchObject({ code: 1 });

  const opened = await crescendo(...open);
  expect(opened.out).toContain(lesson.ts);
  expect(opened.out).toMatch(/option +\(special: never opened to a person\)/);
  expect(await crescendo(...open)).toMatchObject({ code: 1 });
  const actions = (await everythingStored()).filter(({ collection }) => collection === 'operatorActions');
  expect(actions.map(({ document }) => [document.operator, document.action, document.outcome])).toEqual(
    expect.arrayContaining([
      ['ada', 'opening-asked', 'done'],
      ['ada', 'opening-approved', 'refused'],
      ['grace', 'opening-approved', 'done'],
      ['ada', 'dead-letter-opened', 'done'],
    ]),
  );

  // Nobody needs it now: it is dismissed, and the person's clicks take effect again.
  await mend();
  const dismissed = await crescendo('dead', 'dismiss', id, '--reason', 'a test', '--yes', '--wait');
  expect(dismissed).toMatchObject({ code: 0, out: expect.stringMatching(/dismissed +1\n/) });
  await robin.more();
});
