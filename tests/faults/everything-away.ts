import { expect, test } from 'vitest';
import type { LivingSystem } from './living-system.ts';
import { liveThroughOutage, SLACK_WAITS_MS } from './outage/outage.ts';
import { render } from './outage/render.ts';
import { allDelivered } from './redelivery.ts';
import { report } from './report.ts';

const SECONDS = 5;

export function everythingAway(world: LivingSystem): void {
  test('with neither broker nor database nothing is acknowledged, and nothing that was before is lost', async () => {
    await allDelivered(world);
    const outage = { away: 'both', seconds: SECONDS, clicks: 15, events: 5, answeredWithinMs: SLACK_WAITS_MS } as const;
    const lived = await liveThroughOutage(world.system, world.crowd, outage);
    report(render(lived));
    expect(lived.broken).toEqual([]);
    const said = lived.deeds.flatMap(({ answers }) => answers.map((answer) => answer.said));
    expect(said).toContain('503');
    expect(said.filter((each) => !['200', '503'].includes(each))).toEqual([]);
  });
}
