/**
 * An event's place in the order of its key. The event before it may not have been taken yet by the broker or the
 * outbox; no later event of the key may be taken first.
 */
export type Turn = {
  /** Resolves when the event before was sent, or will not be. */
  readonly mayBeSent: Promise<void>;
  /** Resolves when the event before was taken, or finally failed. */
  readonly mayDetour: Promise<void>;
  /** Whether the event before took the detour: then sending this one directly could overtake it. */
  followsDetour(): boolean;
  sent(): void;
  detours(): void;
  over(): void;
};

/** Gives out turns in the order of the calls. Remembers a key only while it has a turn. */
export function createTurns(): (key: string) => Turn {
  type Last = { sent: Promise<void>; over: Promise<void>; detoured: boolean };
  const last = new Map<string, Last>();
  const nobody: Last = { sent: Promise.resolve(), over: Promise.resolve(), detoured: false };

  return (key) => {
    const before = last.get(key) ?? nobody;
    const sent = Promise.withResolvers<void>();
    const over = Promise.withResolvers<void>();
    const mine: Last = { sent: sent.promise, over: over.promise, detoured: false };
    last.set(key, mine);
    return {
      mayBeSent: before.sent,
      mayDetour: before.over,
      followsDetour: () => before.detoured,
      sent: sent.resolve,
      detours() {
        mine.detoured = true;
        sent.resolve();
      },
      over() {
        sent.resolve();
        over.resolve();
        if (last.get(key) === mine) last.delete(key);
      },
    };
  };
}
