/** The longest that traffic waits for the outbox to become empty: longer than a relay elsewhere needs to look again. */
const HOLD_MS = 700;

/**
 * Whether traffic at the edge has to go by way of the outbox: until that is known to be empty, so that nothing overtakes
 * what may wait in it. While the last of it goes out, new traffic is held for a moment: else, under load, there would
 * always be something, and no way back.
 */
export type Detour = {
  readonly isNeeded: boolean;
  /** Resolves when the outbox was found empty, or does not become so soon; at once when nothing tells that it might. */
  lastLook(): Promise<void> | undefined;
  /** The outbox took something. */
  took(): void;
  /** To be called before a look for what waits; what it returns, with how much was found that is not yet all sent. */
  beforeLook(): (waiting: number) => void;
};

export function createDetour(): Detour {
  let needed = true;
  let taken = 0;
  let held: { over: Promise<void>; end: () => void } | undefined;

  function hold(): void {
    const { promise, resolve } = Promise.withResolvers<void>();
    const timer = setTimeout(end, HOLD_MS).unref();
    function end() {
      clearTimeout(timer);
      held = undefined;
      resolve();
    }
    held = { over: promise, end };
  }

  return {
    get isNeeded() {
      return needed;
    },
    lastLook: () => held?.over,
    took() {
      taken++;
      needed = true;
    },
    beforeLook() {
      const before = taken;
      return (waiting) => {
        if (waiting > 0) {
          if (needed && !held) hold();
        } else if (taken === before) {
          needed = false;
          held?.end();
        }
      };
    },
  };
}
