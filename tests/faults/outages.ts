import { setTimeout as pause } from 'node:timers/promises';
import { commentForm } from '@crescendo/contracts';
import type { Message } from '@crescendo/dev/slack-simulator';
import { expect, test } from 'vitest';
import type { Deed } from './deeds.ts';
import { ANSWERED_WITHIN_MS, liveThrough } from './live-through.ts';
import type { LivingSystem } from './living-system.ts';

/** How long the broker is away in the test of an outage; a minute is what the product promises to bear. */
const BROKER_AWAY_SECONDS = Number(process.env.BROKER_AWAY_SECONDS ?? 12);
const AWAY_SECONDS = 4;

const seconds = (count: number) => pause(count * 1000);
const notTaken = (deeds: readonly Deed[]) => deeds.filter(({ acknowledged }) => !acknowledged);

function kindOf({ text }: Message): string {
  if (text.startsWith('You have stopped')) return 'stopped';
  return text.startsWith('Welcome') ? 'welcome' : 'lesson';
}

export function outages(world: LivingSystem): void {
  const timeout = 120_000 + BROKER_AWAY_SECONDS * 1000;
  test('while the broker is away all is answered in time, and takes effect afterwards in its order', {
    timeout,
  }, async () => {
    const { system, population } = world;
    const answering = population.bystander(0);
    const changing = population.bystander(2);
    const commenting = population.bystander(3);
    await commenting.openCommentForm();
    const already = (await changing.slack.surface()).messages.length;
    const { all, longestMs } = await liveThrough(world, `broker away for ${BROKER_AWAY_SECONDS} s`, {
      away: () => system.kafka.stop(),
      async meanwhile() {
        await population.someoneMoves();
        for (const word of ['stop', 'start', 'lesson', 'stop']) {
          expect(await changing.slack.say(`/crescendo ${word}`)).toMatchObject({ ok: true });
        }
        expect(await answering.answer()).toMatchObject({ ok: true });
        expect(await commenting.slack.submit({ [commentForm.input]: 'Good' })).toMatchObject({ ok: true });
        await seconds(BROKER_AWAY_SECONDS);
      },
      back: () => system.kafka.start(),
      asks: 3,
    });
    expect(notTaken(all)).toEqual([]);
    expect(longestMs).toBeLessThan(ANSWERED_WITHIN_MS);
    const kinds = ['learning-stopped', 'learning-started', 'lesson-requested', 'answer-given', 'feedback-given'];
    expect(new Set(all.map(({ event }) => event))).toEqual(new Set([...kinds, 'home-changed', 'user-synced']));

    const shown = (await changing.slack.surface()).messages.slice(already);
    const told = shown.filter(({ author, ephemeral }) => author === 'app' && !ephemeral);
    expect(told.map(kindOf)).toEqual(['stopped', 'welcome', 'lesson', 'stopped']);
    expect(JSON.stringify((await commenting.slack.surface()).messages)).toContain('Your comment has arrived');
  });

  test('a broker that was killed is as one that was stopped', async () => {
    const { system, population } = world;
    const { all, longestMs } = await liveThrough(world, 'kill -9 of the broker', {
      away: () => system.kafka.kill(),
      meanwhile: population.someoneMoves,
      back: () => system.kafka.start(),
    });
    expect(notTaken(all)).toEqual([]);
    expect(longestMs).toBeLessThan(ANSWERED_WITHIN_MS);
  });

  test('while the database is away clicks go to the broker, and take effect afterwards', async () => {
    const { system, population } = world;
    const { all, longestMs } = await liveThrough(world, `database away for ${AWAY_SECONDS} s`, {
      away: () => system.mongodb.stop(),
      async meanwhile() {
        await population.someoneMoves();
        await seconds(AWAY_SECONDS);
      },
      back: () => system.mongodb.start(),
    });
    expect(notTaken(all)).toEqual([]);
    expect(longestMs).toBeLessThan(ANSWERED_WITHIN_MS);
  });

  test('while the key service is away clicks are acknowledged, and effects follow', async () => {
    const { system, population } = world;
    const { all, longestMs } = await liveThrough(world, `key service away for ${AWAY_SECONDS} s`, {
      away: () => system.killService('purge', 'SIGTERM'),
      async meanwhile() {
        await population.someoneMoves();
        await seconds(AWAY_SECONDS);
      },
      back: () => system.startService('purge'),
    });
    expect(notTaken(all)).toEqual([]);
    expect(longestMs).toBeLessThan(ANSWERED_WITHIN_MS);
  });
}
