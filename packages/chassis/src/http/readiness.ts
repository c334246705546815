/** Why a service is not ready: a reason per thing it waits for. Empty means ready. */
export type Readiness = {
  /** Sets or (undefined) clears the reason under a name. */
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
