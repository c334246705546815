import { createHash, randomBytes } from 'node:crypto';
import { collection, type ServiceContext } from '@crescendo/chassis';
import { opaque, plain } from '@crescendo/contracts';
import { z } from 'zod';

/** How long someone may take to allow the app in Slack. */
export const ATTEMPT_SECONDS = 600;

/** Installations started in a browser: only hashes, so that reading the database lets nobody finish one. */
export const installAttempts = collection({
  name: 'installAttempts',
  schema: z.object({
    _id: opaque(z.string()),
    /** Hash of the secret in the browser's cookie: only the browser that started may finish. */
    browser: opaque(z.string()),
    expiresAt: plain(z.date()),
  }),
  indexes: [{ fields: { expiresAt: 1 }, expireAfterSeconds: 0 }],
});

const hashOf = (secret: string): string => createHash('sha256').update(secret).digest('base64url');
const newSecret = (): string => randomBytes(32).toString('base64url');

/** Begins an installation. `state` goes to Slack and comes back, `browser` goes into the cookie. */
export async function beginAttempt(service: ServiceContext): Promise<{ state: string; browser: string }> {
  const state = newSecret();
  const browser = newSecret();
  const expiresAt = new Date(service.clock.now().getTime() + ATTEMPT_SECONDS * 1000);
  await service.model(installAttempts).create({ _id: hashOf(state), browser: hashOf(browser), expiresAt });
  return { state, browser };
}

export type AttemptVerdict = 'ok' | 'state-missing' | 'state-unknown' | 'state-expired' | 'other-browser';

/** Ends an attempt: `ok` once, for the browser that started it, within the time limit. A used state is unknown. */
export async function endAttempt(
  service: ServiceContext,
  given: { state: string | undefined; browser: string | undefined },
): Promise<AttemptVerdict> {
  if (!given.state) return 'state-missing';
  const model = service.model(installAttempts);
  const attempt = await model.findOne({ _id: hashOf(given.state) }).lean();
  if (!attempt) return 'state-unknown';
  if (!given.browser || attempt.browser !== hashOf(given.browser)) return 'other-browser';
  const { deletedCount } = await model.deleteOne({ _id: attempt._id });
  if (deletedCount === 0) return 'state-unknown';
  return attempt.expiresAt.getTime() > service.clock.now().getTime() ? 'ok' : 'state-expired';
}
