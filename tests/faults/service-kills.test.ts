import { setTimeout as pause } from 'node:timers/promises';
import { services } from '@crescendo/contracts';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { deedsIn } from './deeds.ts';
import { onceEach } from './once-each.ts';
import { type OwnSystem, ownSystem } from './own-system.ts';
import { type Population, populate } from './population.ts';
import { report } from './report.ts';
import { homeSays, lessonsIn } from './resident.ts';

let system: OwnSystem;
let population: Population;

beforeAll(async () => {
  system = await ownSystem();
  population = await populate(system.client, { learners: 4, bystanders: 2, movers: services.length });
});
afterAll(() => system?.forget());

/** Kills a service while people learn, starts it again, and waits until all they did has taken effect once. */
async function killAndHeal(name: (typeof services)[number], meanwhile?: () => Promise<void>): Promise<void> {
  let killed = 0;
  let ready = 0;
  await population.livesThrough(async () => {
    await pause(Math.random() * 1_000); // somewhere in the midst of what they do
    await system.killService(name);
    killed = performance.now();
    await population.someoneMoves();
    await meanwhile?.();
    await system.startService(name);
    ready = performance.now();
  });
  await onceEach(system, population);
  report(`kill -9 of ${name}`, { 'ready again': ready - killed, 'all at rest': performance.now() - killed });
}

test('kill -9 of the gateway loses nothing; a click meanwhile fails where the person sees it, and has no effect', async () => {
  const someone = population.bystander(0);
  await killAndHeal('gateway', async () => {
    const outcome = await someone.askByClick();
    expect(outcome).toMatchObject({ ok: false, warning: expect.stringContaining('respond') });
  });
  expect(await someone.lessons()).toHaveLength(1);
});

const others = services.filter((name) => name !== 'gateway');
test.each(others)('kill -9 of %s loses nothing and does nothing twice', (name) => killAndHeal(name));

test('a lesson that was being sent when the gateway was killed is shown as unknown, and sent once more when asked for', async () => {
  const someone = population.bystander(1);
  await system.client.setCondition({
    ...{ kind: 'slow', method: 'chat.postMessage', milliseconds: 30_000 },
    teamId: population.team,
  });
  await someone.askByClick();
  await someone.until('the lesson, whose sending goes on', (seen) => lessonsIn(seen).length === 2);
  await system.killService('gateway');
  const killed = performance.now();
  await system.client.clearConditions();
  await system.startService('gateway');
  await someone.until('doubt in Home', (seen) => homeSays(seen).includes("We couldn't tell whether"));
  const told = performance.now();
  expect(await someone.lessons()).toHaveLength(2);

  expect(await someone.askAgain()).toMatchObject({ ok: true });
  await someone.until('the lesson once more', (seen) => lessonsIn(seen).length === 3);
  await someone.until('no doubt in Home', (seen) => homeSays(seen).includes('is waiting for you'));
  await onceEach(system, population);
  const [, first, again, ...more] = await someone.lessons();
  expect(again?.assignment).toBe(first?.assignment);
  expect(more).toEqual([]);
  report('kill -9 of the gateway in the midst of a send', { 'App Home says so': told - killed });
});

test('what Slack could not deliver to a gateway that was down takes effect when it is delivered again', async () => {
  await vi.waitFor(
    async () => {
      const events = ['user-synced', 'home-changed'];
      const told = (await deedsIn(system.client, population.team)).filter(({ event }) => events.includes(event));
      expect(told.filter(({ acknowledged }) => !acknowledged)).toEqual([]);
    },
    { timeout: 90_000, interval: 500 },
  );
  await onceEach(system, population);
});
