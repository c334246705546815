import { type ServiceName, transient } from '@crescendo/contracts';

export type ReleaseLimit = {
  /**
   * Counts keys about to be released. Throws Failure `rate-limited` (retry) when the service has asked for too many.
   */
  take(service: ServiceName, keys: number, now: Date): void;
};

/**
 * Limits how fast one service gets keys, so that a compromised service cannot empty the store unnoticed. A service that
 * was quiet may take a minute's worth at once. Counted per replica.
 */
export function createReleaseLimit({ perMinute }: { perMinute: number }): ReleaseLimit {
  const buckets = new Map<ServiceName, { left: number; at: number }>();
  return {
    take(service, keys, now) {
      const at = now.getTime();
      const bucket = buckets.get(service) ?? { left: perMinute, at };
      const left = Math.min(perMinute, bucket.left + (Math.max(0, at - bucket.at) / 60_000) * perMinute);
      if (left < keys) {
        const after = Math.ceil(((keys - left) / perMinute) * 60_000);
        throw transient('rate-limited', 'This service asked for too many keys within a minute.', { after });
      }
      buckets.set(service, { left: left - keys, at });
    },
  };
}
