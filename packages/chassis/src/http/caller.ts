import type { ServiceName } from '@crescendo/contracts';

/** The caller, as named by its token. */
export type Caller = {
  service: ServiceName;
  /** The tenant of the call: from the token, never from the body. */
  tenant: string;
};

/** A caller on behalf of Crescendo's own staff: for no tenant, and so for all. */
export type OperatorCaller = { service: ServiceName; operator: string };
