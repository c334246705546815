import type { PersonClient, Surface } from '@crescendo/slack-simulator';

const PATIENCE_MS = 20_000;
const ATTEMPTS = 3;

/** Somebody who does a thing, looks whether it worked, and tries again like anybody when nothing happens. */
export type PersonAtSlack = {
  /**
   * Does something and waits until what it is for is `seen`; does nothing where it is seen already.
   *
   * @throws when it is not seen after three attempts, naming `what`; when the signal is aborted
   */
  get(
    what: string,
    seen: (surface: Surface) => boolean,
    act: (client: PersonClient, surface: Surface) => Promise<unknown>,
  ): Promise<void>;
};

export function personAtSlack(client: PersonClient, signal: AbortSignal): PersonAtSlack {
  return {
    async get(what, seen, act) {
      for (let attempt = 1; ; attempt += 1) {
        signal.throwIfAborted();
        const surface = await client.surface();
        if (seen(surface)) return;
        // What cannot be done just now may be on its way, on a slow machine: it is waited for all the same.
        const failed = await act(client, surface).then(
          () => undefined,
          (error: unknown) => error,
        );
        try {
          await client.until(what, seen, PATIENCE_MS);
          return;
        } catch (error) {
          if (attempt === ATTEMPTS) throw failed ?? error;
        }
      }
    },
  };
}
