import { type SlackMethod, slackMethods } from './methods.ts';

const MINUTE_MS = 60_000;
const WIDER = { real: 1, wide: 100 } as const;

export type LimitedCall = { tenant: string; method: SlackMethod; channel?: string | undefined };

export type RateLimits = {
  /** Counts a call and returns 0, or counts nothing and returns the milliseconds until the next try. */
  take(call: LimitedCall): number;
  /** Slack answered 429: allows no call of this method until `ms` have passed. */
  pause(call: LimitedCall, ms: number): void;
};

/**
 * Keeps a process within Slack's limits: calls per method and workspace in any minute, and the pace per channel. Each
 * replica counts its own calls. If several together exceed a limit, Slack answers 429 and `pause` applies.
 *
 * @param now a clock in milliseconds that never goes back
 */
export function createRateLimits(limits: keyof typeof WIDER, now: () => number = () => performance.now()): RateLimits {
  const wider = WIDER[limits];
  const calls = new Map<string, number[]>();
  /** When the next call may go, by method and workspace, or by channel. */
  const notBefore = new Map<string, number>();

  const wait = (key: string) => Math.max(0, (notBefore.get(key) ?? 0) - now());

  function hold(key: string, until: number): void {
    notBefore.delete(key);
    notBefore.set(key, until);
    for (const [oldest, at] of notBefore) {
      if (at > now()) break;
      notBefore.delete(oldest);
    }
  }

  function recent(key: string): number[] {
    const times = calls.get(key) ?? [];
    calls.set(key, times);
    while (times[0] !== undefined && times[0] <= now() - MINUTE_MS) times.shift();
    return times;
  }

  return {
    take({ tenant, method, channel }) {
      const { perMinute, ...pace } = slackMethods[method];
      const key = `${tenant} ${method}`;
      const times = recent(key);
      const full = times.length >= perMinute * wider ? (times[0] ?? 0) + MINUTE_MS - now() : 0;
      const paced = channel !== undefined && 'channelGapMs' in pace;
      const channelKey = `${key} ${channel}`;
      const ms = Math.max(full, wait(key), paced ? wait(channelKey) : 0);
      if (ms > 0) return ms;
      times.push(now());
      if (paced) hold(channelKey, now() + pace.channelGapMs / wider);
      return 0;
    },
    pause({ tenant, method }, ms) {
      hold(`${tenant} ${method}`, now() + ms);
    },
  };
}
