/** Why a service is not ready: one reason per thing it waits for. No reason means ready. */
export type Readiness = {
  /** Sets the reason under a name; undefined clears it. */
  set(name: string, reason: string | undefined): void;
  reasons(): Record<string, string>;
};

export function readiness(): Readiness {
  const reasons = new Map<string, string>();
  return {
    set(name, reason) {
      if (reason === undefined) reasons.delete(name);
      else reasons.set(name, reason);
    },
    reasons: () => Object.fromEntries(reasons),
  };
}
