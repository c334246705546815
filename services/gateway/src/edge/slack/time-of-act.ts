/** Slack tries to deliver an event again for up to a day. */
const OLDEST_MS = 25 * 3_600_000;
/** Slack signs a whole second, on a machine whose clock may differ from the one that took the click. */
const NEWEST_MS = 2_000;

/**
 * When a person acted, by Slack's clock: the time in the payload (microseconds for a button, seconds for an event),
 * else when Slack signed the request (seconds; it says no more about commands and forms). Never our arrival time: that
 * differs between gateways, and the newer act wins wherever a person sets a state. Impossible times are not believed:
 * an act from the future would win over everything the person does afterwards.
 */
export function timeOfAct(said: Date | undefined, signedAt: Date): Date {
  if (!said) return signedAt;
  const sinceSigned = said.getTime() - signedAt.getTime();
  return sinceSigned >= -OLDEST_MS && sinceSigned <= NEWEST_MS ? said : signedAt;
}
