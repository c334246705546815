import type { SimulatedSlack } from '../slack.ts';
import { secretHex } from './ids.ts';
import type { ResponseUrl } from './state.ts';

const MOST_USES = 5;
const LIFE_MS = 30 * 60_000;

/** Creates an address to which the app may answer later: five times within thirty minutes. */
export function issueResponseUrl(
  slack: SimulatedSlack,
  about: { kind: 'actions' | 'commands'; teamId: string; userId: string; messageTs?: string },
): string {
  const now = slack.clock.now();
  const { kind, ...rest } = about;
  const key = `${about.teamId}/${now}/${secretHex(12)}`;
  slack.state.responseUrls = slack.state.responseUrls.filter((url) => url.expiresAt + LIFE_MS > now);
  slack.state.responseUrls.push({ ...rest, key, uses: 0, expiresAt: now + LIFE_MS });
  slack.changed();
  return `${slack.settings.publicUrl}/hooks/${kind}/${key}`;
}

/** Counts one use; returns Slack's refusal if none is left. */
export function takeResponseUrl(slack: SimulatedSlack, key: string): ResponseUrl | 'expired_url' | 'used_url' {
  const url = slack.state.responseUrls.find((known) => known.key === key);
  if (!url || slack.clock.now() >= url.expiresAt) return 'expired_url';
  if (url.uses >= MOST_USES) return 'used_url';
  url.uses += 1;
  slack.changed();
  return url;
}
