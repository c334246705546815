import { setTimeout as pause } from 'node:timers/promises';
import { type ServiceName, services } from '@crescendo/contracts';
import { expect, test } from 'vitest';
import type { LivingSystem } from './living-system.ts';
import { allDelivered } from './redelivery.ts';
import { healing, report } from './report.ts';
import { homeSays, lessonsIn } from './resident.ts';

/** Kills a service while people learn, starts it again, and waits until all their acts have taken effect once. */
async function killAndHeal(world: LivingSystem, name: ServiceName, meanwhile?: () => Promise<void>): Promise<void> {
  let killed = 0;
  let ready = 0;
  await world.population.livesThrough(async () => {
    await pause(Math.random() * 1_000); // at a random time during their acts
    await world.system.killService(name);
    killed = performance.now();
    await world.population.someoneMoves();
    await meanwhile?.();
    await world.system.startService(name);
    ready = performance.now();
  });
  await world.onceEach();
  report([healing(`kill -9 of ${name}`, { 'ready again': ready - killed, 'all at rest': performance.now() - killed })]);
}

export function serviceKills(world: LivingSystem): void {
  test('kill -9 of the gateway loses nothing; a click meanwhile fails where the person sees it, and has no effect', async () => {
    const someone = world.population.bystander(0);
    await killAndHeal(world, 'gateway', async () => {
      const outcome = await someone.askByClick();
      expect(outcome).toMatchObject({ ok: false, warning: expect.stringContaining('respond') });
    });
    expect(await someone.lessons()).toHaveLength(1);
  });

  const others = services.filter((name) => name !== 'gateway');
  test.each(others)('kill -9 of %s loses nothing and does nothing twice', (name) => killAndHeal(world, name));

  test('a lesson that was being sent when the gateway was killed is shown as unknown, and sent once more when asked for', async () => {
    await allDelivered(world);
    const someone = world.population.bystander(1);
    await world.system.client.setCondition({
      ...{ kind: 'slow', method: 'chat.postMessage', milliseconds: 30_000 },
      teamId: world.population.team,
    });
    await someone.askByClick();
    await someone.until('the lesson, whose sending goes on', (seen) => lessonsIn(seen).length === 2);
    await world.system.killService('gateway');
    const killed = performance.now();
    await world.system.client.clearConditions();
    await world.system.startService('gateway');
    await someone.until('doubt in Home', (seen) => homeSays(seen).includes("We don't know whether"));
    const told = performance.now();
    expect(await someone.lessons()).toHaveLength(2);

    expect(await someone.askAgain()).toMatchObject({ ok: true });
    await someone.until('the lesson once more', (seen) => lessonsIn(seen).length === 3);
    await someone.until('no doubt in Home', (seen) => homeSays(seen).includes('is waiting for you'));
    await world.onceEach();
    const [, first, again, ...more] = await someone.lessons();
    expect(again?.assignment).toBe(first?.assignment);
    expect(more).toEqual([]);
    report([healing('kill -9 of the gateway in the midst of a send', { 'App Home says so': told - killed })]);
  });
}
