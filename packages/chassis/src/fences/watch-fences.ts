import type { Keyring } from '@crescendo/keyring';
import type { Logger } from 'pino';
import { pause } from '../waiting/backoff.ts';
import type { Fences } from './fences.ts';

const EVERY_MS = 2_000;

/** Drops the keys of fenced scopes on each replica within seconds, even if none of their events arrives. */
export async function watchFences(parts: {
  fences: Fences;
  keyring: Pick<Keyring, 'forget'>;
  log: Logger;
  signal: AbortSignal;
}): Promise<void> {
  const { fences, keyring, log, signal } = parts;
  do {
    try {
      for (const scope of await fences.refresh()) keyring.forget(scope);
    } catch (error) {
      log.debug({ err: error }, 'the fences could not be read');
    }
  } while (await pause(EVERY_MS, signal));
}
