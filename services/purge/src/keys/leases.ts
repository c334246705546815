import type { Caller } from '@crescendo/chassis';

/** Seconds for which clients may hold keys. */
export type Leases = {
  /** Of most keys: what was erased may stay open in memory so long. */
  ordinary: number;
  /** Of intake and index keys at the gateway, which must take Slack's traffic while the key service is away. */
  edge: number;
};

/** How long the caller may hold keys of traffic nobody was attributed to yet: other than the gateway, it can wait. */
export const intakeLease = (leases: Leases, { service }: Caller): number =>
  service === 'gateway' ? leases.edge : leases.ordinary;
