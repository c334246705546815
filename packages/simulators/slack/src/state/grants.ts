import type { SimulatedSlack } from '../slack.ts';
import { secretHex } from './ids.ts';
import type { Grant } from './state.ts';

const CODE_LIFE_MS = 10 * 60_000;

/** Creates an authorisation code that works once, within ten minutes. */
export function giveCode(slack: SimulatedSlack, about: Omit<Grant, 'code' | 'expiresAt' | 'used'>): string {
  const now = slack.clock.now();
  const code = `${now}.${Math.floor(now / 1000)}.${secretHex(32)}`;
  slack.state.grants = slack.state.grants.filter((grant) => grant.expiresAt > now);
  slack.state.grants.push({ ...about, code, expiresAt: now + CODE_LIFE_MS, used: false });
  slack.changed();
  return code;
}

/** Finds a code that still works; undefined for a used, expired or unknown one. */
export function findGoodCode(slack: SimulatedSlack, code: string): Grant | undefined {
  const grant = slack.state.grants.find((known) => known.code === code);
  return grant && !grant.used && slack.clock.now() < grant.expiresAt ? grant : undefined;
}

export function useCode(slack: SimulatedSlack, grant: Grant): void {
  grant.used = true;
  slack.changed();
}
