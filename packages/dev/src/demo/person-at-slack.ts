import type { PersonClient, Surface } from '@crescendo/slack-simulator';

const PATIENCE_MS = 20_000;
const ATTEMPTS = 3;

/** A person who does something, looks whether it worked, and tries again if nothing happens. */
export type PersonAtSlack = {
  /**
   * Acts, then waits until the result is `seen`; does nothing if it is already seen.
   *
   * @throws with `what` if it is not seen after three attempts; when the signal is aborted
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
        // Even if the act fails, wait for the result: on a slow machine it may be on its way.
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
