import type { Clock } from '../clock.ts';

/** Slack's tiers in calls per minute, method and workspace. Source: docs.slack.dev/apis/web-api/rate-limits. */
const CALLS_PER_MINUTE = { tier1: 1, tier2: 20, tier3: 50, tier4: 100, special: 200 } as const;
const MINUTE_MS = 60_000;
const SECOND_MS = 1_000;

export type Tier = keyof typeof CALLS_PER_MINUTE;

/**
 * Counts calls in sliding windows: it refuses a call when the minute (or, for one channel, the second) before it
 * already holds as many as allowed. A refused call doesn't count.
 */
export class RateLimits {
  private readonly clock: Clock;
  private readonly factor: number;
  private readonly calls = new Map<string, number[]>();

  constructor(clock: Clock, limits: 'real' | 'wide') {
    this.clock = clock;
    this.factor = limits === 'wide' ? 100 : 1;
  }

  /** Counts the call and returns 0, or returns the whole seconds to wait before the next try. */
  check(call: { teamId: string; method: string; tier: Tier; channel?: string }): number {
    const minute = { key: `${call.teamId} ${call.method}`, windowMs: MINUTE_MS, most: CALLS_PER_MINUTE[call.tier] };
    const second = { key: `${minute.key} ${call.channel}`, windowMs: SECOND_MS, most: 1 };
    const windows = call.channel === undefined ? [minute] : [minute, second];
    const waitMs = Math.max(...windows.map((window) => this.waitMs(window)));
    if (waitMs > 0) return Math.ceil(waitMs / SECOND_MS);
    for (const window of windows) this.calls.set(window.key, [...this.recent(window), this.clock.now()]);
    return 0;
  }

  private waitMs(window: { key: string; windowMs: number; most: number }): number {
    const recent = this.recent(window);
    const blocking = recent[recent.length - window.most * this.factor];
    return blocking === undefined ? 0 : blocking + window.windowMs - this.clock.now();
  }

  private recent(window: { key: string; windowMs: number }): number[] {
    const since = this.clock.now() - window.windowMs;
    return (this.calls.get(window.key) ?? []).filter((at) => at > since);
  }
}
