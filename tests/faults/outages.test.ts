import { setTimeout as pause } from 'node:timers/promises';
import { commentForm } from '@crescendo/contracts';
import type { Message } from '@crescendo/dev/slack-simulator';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { deedsIn } from './deeds.ts';
import { onceEach } from './once-each.ts';
import { type OwnSystem, ownSystem } from './own-system.ts';
import { type Population, populate } from './population.ts';
import { report } from './report.ts';

/** How long the broker is away in the test of an outage; a minute is what the product promises to bear. */
const BROKER_AWAY_SECONDS = Number(process.env.BROKER_AWAY_SECONDS ?? 12);
/** Slack gives up after three seconds; we answer within two, whatever is away. */
const ANSWERED_WITHIN_MS = 2_000;

let system: OwnSystem;
let population: Population;

beforeAll(async () => {
  system = await ownSystem();
  population = await populate(system.client, { learners: 4, bystanders: 2, movers: 5 });
});
afterAll(() => system?.forget());

type Outage = { away: () => Promise<void>; meanwhile: () => Promise<void>; back: () => Promise<void>; asks?: number };

/** Lets everyone live through an outage. Answers what Slack sent while it lasted, and how that was answered. */
async function liveThrough(fault: string, { away, meanwhile, back, asks }: Outage) {
  let during: Awaited<ReturnType<typeof deedsIn>> = [];
  let returned = 0;
  await away();
  const since = Date.now();
  await population.livesThrough(async () => {
    await meanwhile();
    during = await deedsIn(system.client, population.team, since);
    await back();
    returned = performance.now();
  }, asks);
  await onceEach(system, population);
  const longest = Math.max(0, ...during.map(({ longestMs }) => longestMs));
  report(fault, { 'all at rest': performance.now() - returned, [`of ${during.length} answers the longest`]: longest });
  return during;
}

function kindOf({ text }: Message): string {
  if (text.startsWith('You have stopped')) return 'stopped';
  return text.startsWith('Welcome') ? 'welcome' : 'lesson';
}

const seconds = (count: number) => () => pause(count * 1000);
const someoneMoves = () => population.someoneMoves();

test('while the broker is away everything is answered in time, and takes effect afterwards in its order', async () => {
  const [changing, commenting] = [population.bystander(0), population.bystander(1)];
  await commenting.openCommentForm();
  const already = (await changing.slack.surface()).messages.length;
  const during = await liveThrough(`broker away for ${BROKER_AWAY_SECONDS} s`, {
    away: () => system.kafka.stop(),
    async meanwhile() {
      await someoneMoves();
      for (const word of ['stop', 'start', 'lesson', 'stop']) {
        expect(await changing.slack.say(`/crescendo ${word}`)).toMatchObject({ ok: true });
      }
      expect(await commenting.slack.submit({ [commentForm.input]: 'Good' })).toMatchObject({ ok: true });
      await seconds(BROKER_AWAY_SECONDS)();
    },
    back: () => system.kafka.start(),
    asks: 3,
  });
  expect(during.filter(({ acknowledged }) => !acknowledged)).toEqual([]);
  expect(Math.max(...during.map(({ longestMs }) => longestMs))).toBeLessThan(ANSWERED_WITHIN_MS);
  expect(new Set(during.map(({ event }) => event))).toEqual(
    new Set([
      ...['learning-stopped', 'learning-started', 'lesson-requested', 'answer-given', 'feedback-given'],
      ...['home-changed', 'user-synced'],
    ]),
  );
  const shown = (await changing.slack.surface()).messages.slice(already);
  expect(shown.filter(({ author, ephemeral }) => author === 'app' && !ephemeral).map(kindOf)).toEqual([
    ...['stopped', 'welcome', 'lesson', 'stopped'],
  ]);
  expect(JSON.stringify((await commenting.slack.surface()).messages)).toContain('Your comment has arrived');
});

test('a broker that was killed is as one that was stopped', async () => {
  const during = await liveThrough('kill -9 of the broker', {
    away: () => system.kafka.kill(),
    meanwhile: someoneMoves,
    back: () => system.kafka.start(),
  });
  expect(during.filter(({ acknowledged }) => !acknowledged)).toEqual([]);
});

test('while the database is away clicks go to the broker, and take effect afterwards', async () => {
  const during = await liveThrough('database away', {
    away: () => system.mongodb.stop(),
    async meanwhile() {
      await someoneMoves();
      await seconds(4)();
    },
    back: () => system.mongodb.start(),
  });
  expect(during.filter(({ acknowledged }) => !acknowledged)).toEqual([]);
  expect(Math.max(...during.map(({ longestMs }) => longestMs))).toBeLessThan(ANSWERED_WITHIN_MS);
});

test('with neither broker nor database nothing is acknowledged that could be lost', async () => {
  const during = await liveThrough('broker and database away', {
    away: async () => void (await Promise.all([system.kafka.stop(), system.mongodb.stop()])),
    async meanwhile() {
      const outcome = await population.bystander(1).askByClick();
      expect(outcome).toMatchObject({ ok: false, status: 503 });
      expect(outcome.latencyMs).toBeLessThan(ANSWERED_WITHIN_MS);
      await seconds(4)();
    },
    back: async () => void (await Promise.all([system.kafka.start(), system.mongodb.start()])),
  });
  expect(during.filter(({ acknowledged }) => acknowledged)).toEqual([]);
});

test('while the key service is away clicks are acknowledged, and effects follow', async () => {
  const during = await liveThrough('key service away', {
    away: () => system.killService('purge', 'SIGTERM'),
    async meanwhile() {
      await someoneMoves();
      await seconds(4)();
    },
    back: () => system.startService('purge'),
  });
  expect(during.filter(({ acknowledged }) => !acknowledged)).toEqual([]);
  expect(Math.max(...during.map(({ longestMs }) => longestMs))).toBeLessThan(ANSWERED_WITHIN_MS);
});
