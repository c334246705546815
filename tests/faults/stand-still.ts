import { expect, test } from 'vitest';
import type { LivingSystem } from './living-system.ts';
import { healing, report } from './report.ts';
import { homeSays, lessonsIn } from './resident.ts';

/** Longer than the sending of a lesson may take, so that its caller does not get the answer. */
const SLOW_MS = 45_000;

/** A sender that stops in the middle of a send, as on a swapping machine or in a debugger, and continues much later. */
export function standStill(world: LivingSystem): void {
  test('a gateway that stood still past its lease in the midst of a send, and goes on, sends nothing twice', async () => {
    const { system, population } = world;
    const someone = population.bystander(0);
    const slow = { kind: 'slow', method: 'chat.postMessage', milliseconds: SLOW_MS } as const;
    const { id } = await system.client.setCondition({ ...slow, teamId: population.team });
    await someone.askByClick();
    await someone.until('the lesson, whose sending goes on', (seen) => lessonsIn(seen).length === 2);
    const { pid } = system.services.gateway;
    if (pid === undefined) throw new Error('the gateway is not running');
    process.kill(pid, 'SIGSTOP');
    const stopped = performance.now();
    const replica = await system.startReplica('gateway');
    await someone.until('doubt in Home, by the other replica', (seen) => homeSays(seen).includes("We don't know"));
    const told = performance.now();
    await system.client.removeCondition(id);
    process.kill(pid, 'SIGCONT');

    await world.onceEach(); // everything is at rest
    expect(await someone.lessons()).toHaveLength(2);
    expect(homeSays(await someone.slack.surface())).toContain("We don't know");
    expect(await someone.askAgain()).toMatchObject({ ok: true });
    await someone.until('the lesson once more', (seen) => lessonsIn(seen).length === 3);
    await someone.until('no doubt in Home', (seen) => homeSays(seen).includes('is waiting for you'));
    expect(await replica.kill('SIGTERM')).toBe('code 0');
    await world.onceEach();
    const [, first, again, ...more] = await someone.lessons();
    expect(again?.assignment).toBe(first?.assignment);
    expect(more).toEqual([]);
    report([healing('a gateway that stood still in the midst of a send', { 'App Home says so': told - stopped })]);
  });
}
