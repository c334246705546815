import type { Caller } from '@crescendo/chassis';

/** Seconds for which clients may hold keys. */
export type Leases = {
  /** Most keys: erased data may stay readable in memory for this long. */
  ordinary: number;
  /** Intake and index keys at the gateway, which must take Slack's traffic while the key service is away. */
  edge: number;
};

/**
 * How long the caller may hold keys of unattributed traffic: callers other than the gateway can wait for the key
 * service.
 */
export const intakeLease = (leases: Leases, { service }: Caller): number =>
  service === 'gateway' ? leases.edge : leases.ordinary;
