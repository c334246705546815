/**
 * A place in the order of its key. What was before it may still be looking for someone who takes it; nothing of the same
 * key may find someone sooner.
 */
export type Turn = {
  /** The one before has been sent, or will not be. */
  readonly mayBeSent: Promise<void>;
  /** The one before is with someone, or with nobody for good. */
  readonly mayDetour: Promise<void>;
  /** Whether the one before went another way than being sent: then sending this one could overtake it. */
  followsDetour(): boolean;
  sent(): void;
  detours(): void;
  over(): void;
};

/** Hands out turns, in the order of the calls. Remembers a key only while there is a turn of it. */
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
