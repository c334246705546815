import { type ServiceName, services } from '@crescendo/contracts';
import { expect, test } from 'vitest';
import { effectsIn } from './effects.ts';
import type { LivingSystem } from './living-system.ts';
import { onceEach } from './once-each.ts';
import { planFor } from './outage/plan.ts';
import { redeliveriesTo } from './redeliveries.ts';
import { report } from './report.ts';
import { listenToLogs, summed } from './service-logs.ts';

const STOPS_WITHIN_MS = 10_000;
const LOAD = { clicks: 84, events: 24, seconds: 35 };
/** Slow enough that a message is always being sent. */
const SLACK_TAKES_MS = 300;

/** Stops a service while many people act, and starts it again. */
async function stopAndStart({ system }: LivingSystem, name: ServiceName) {
  const redelivered = await redeliveriesTo(system, name);
  const complaintsSince = await listenToLogs(system);
  const asked = performance.now();
  const exit = await system.killService(name, 'SIGTERM');
  const ms = performance.now() - asked;
  const said = summed((await complaintsSince()).filter(({ service }) => service === name));
  report([`SIGTERM to ${name}: ${exit} after ${(ms / 1_000).toFixed(1)} s`]);
  await system.startService(name);
  return { ms, redelivered, how: { name, exit, said } };
}

export function gracefulStops(world: LivingSystem): void {
  test('each service stops in time in the midst of its work: nothing is lost, repeated, or complained of', async () => {
    const { system, crowd } = world;
    const slow = { kind: 'slow', method: 'chat.postMessage', milliseconds: SLACK_TAKES_MS } as const;
    const { id } = await system.client.setCondition({ ...slow, teamId: crowd.team });
    const complaintsSince = await listenToLogs(system);
    const living = crowd.liveBy(planFor({ people: crowd.learners.length, ...LOAD }));
    const stops: Awaited<ReturnType<typeof stopAndStart>>[] = [];
    for (const name of services) stops.push(await stopAndStart(world, name));
    await living;
    await system.client.removeCondition(id);
    await onceEach(system, crowd);

    expect(stops.map(({ how }) => how)).toEqual(services.map((name) => ({ name, exit: 'code 0', said: [] })));
    for (const { ms } of stops) expect(ms).toBeLessThan(STOPS_WITHIN_MS);
    const inLaterLives = await Promise.all(services.map((name) => redeliveriesTo(system, name)));
    expect([...stops.map(({ redelivered }) => redelivered), ...inLaterLives].filter((count) => count > 0)).toEqual([]);
    const errors = (await complaintsSince()).filter(({ level }) => level !== 'warn');
    expect(summed(errors)).toEqual([]);
    const { lessons } = await effectsIn(system);
    expect(lessons.filter(({ delivery }) => delivery !== 'sent')).toEqual([]);
  });
}
