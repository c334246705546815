/** Limits work to a rate. A missed moment is not made up for later. */
export type Pace = {
  /** Milliseconds until the next piece of this work may start. 0 means now, and counts as started. */
  wait(name: string, perSecond: number): number;
};

export function createPace(now: () => number = () => performance.now()): Pace {
  const next = new Map<string, number>();
  return {
    wait(name, perSecond) {
      const due = next.get(name) ?? now();
      if (due > now()) return due - now();
      next.set(name, now() + 1000 / perSecond);
      return 0;
    },
  };
}
