/**
 * The longest that traffic waits for the outbox to become empty: longer than another replica's relay takes between two
 * looks.
 */
const HOLD_MS = 700;

/**
 * Decides whether edge traffic must take the detour through the outbox: it must until the outbox is known to be empty,
 * so that nothing overtakes events waiting there. While its last events go out, new traffic is held for a moment:
 * otherwise, under load, the outbox would never become empty and the detour would never end.
 */
export type Detour = {
  readonly isNeeded: boolean;
  /**
   * Resolves when the outbox is found empty, or does not become empty soon. Undefined when there is no reason to wait.
   */
  lastLook(): Promise<void> | undefined;
  /** Call it when the outbox took an event. */
  took(): void;
  /** Call it before looking for waiting events; call the returned function with how many were found. */
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
