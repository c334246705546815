/** Slack tries to deliver an event again for up to a day. */
const OLDEST_MS = 25 * 3_600_000;
/** What Slack signs is a whole second, on a machine whose clock need not be that of the one which took the click. */
const NEWEST_MS = 2_000;

/**
 * When something was done, by Slack's clock: what Slack says of it (microseconds of a button, seconds of an event), else
 * when it signed the request (seconds: it says no more of commands and forms). Never when it reached us: that differs
 * between gateways, and the newer act wins wherever a person sets something. What cannot be is not believed: an act from
 * the future would win over all that the person does from then on.
 */
export function timeOfAct(said: Date | undefined, signedAt: Date): Date {
  if (!said) return signedAt;
  const sinceSigned = said.getTime() - signedAt.getTime();
  return sinceSigned >= -OLDEST_MS && sinceSigned <= NEWEST_MS ? said : signedAt;
}
