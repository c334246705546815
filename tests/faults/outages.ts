import { setTimeout as pause } from 'node:timers/promises';
import { commentForm } from '@crescendo/contracts';
import { expect, test } from 'vitest';
import { deedsIn, longestMs, notTaken } from './deeds.ts';
import type { LivingSystem } from './living-system.ts';
import { liveThroughOutage, type Outage, SLACK_WAITS_MS } from './outage/outage.ts';
import { render } from './outage/render.ts';
import { report } from './report.ts';

/** `npm run outage` stops the broker for ten minutes, the time that the product promises to survive. */
const BROKER_AWAY_SECONDS = 12;
const AWAY_SECONDS = 4;

export function outages(world: LivingSystem): void {
  async function livedThrough(outage: Omit<Outage, 'answeredWithinMs'>) {
    const within = { answeredWithinMs: SLACK_WAITS_MS };
    const lived = await liveThroughOutage(world.system, world.crowd, { ...outage, ...within });
    report(render(lived));
    expect(lived.broken).toEqual([]);
    return lived;
  }

  test('while the broker is away all is answered in time, and takes effect afterwards in its order', async () => {
    const commenting = world.population.bystander(3);
    await commenting.openCommentForm();
    const { deeds, safe } = await livedThrough({
      ...{ away: 'broker', seconds: BROKER_AWAY_SECONDS, clicks: 40, events: 10 },
      async meanwhile() {
        expect(await commenting.slack.submit({ [commentForm.input]: 'Good' })).toMatchObject({ ok: true });
      },
    });
    const clicks = ['learning-stopped', 'learning-started', 'lesson-requested', 'answer-given', 'feedback-given'];
    expect(new Set(deeds.map(({ kind }) => kind))).toEqual(
      new Set([...clicks, 'app_home_opened', 'user_change', 'team_join']),
    );
    expect(safe.outbox).toBeGreaterThan(0);
    expect(JSON.stringify((await commenting.slack.surface()).messages)).toContain('Your comment has arrived');
  });

  test('while the database is away clicks go to the broker, and take effect afterwards', async () => {
    const { safe } = await livedThrough({ away: 'database', seconds: AWAY_SECONDS, clicks: 20, events: 5 });
    expect(safe.outbox).toBe(0);
  });

  test('while the key service is away clicks are acknowledged, and effects follow', async () => {
    const { system, population } = world;
    const began = Date.now();
    await population.livesThrough(async () => {
      await system.killService('purge', 'SIGTERM');
      await population.someoneMoves();
      await pause(AWAY_SECONDS * 1_000);
      await system.startService('purge');
    });
    await world.onceEach();
    const deeds = await deedsIn(system.client, population.team, began);
    expect(notTaken(deeds)).toEqual([]);
    expect(longestMs(deeds)).toBeLessThan(SLACK_WAITS_MS);
  });
}
