import type { ServiceName } from '@crescendo/contracts';

/** Who calls, as the token says. */
export type Caller = {
  service: ServiceName;
  /** The tenant the call is for: from the token, never from the body. */
  tenant: string;
};

/** Who calls on behalf of Crescendo's own staff: for no tenant, so for all. */
export type OperatorCaller = { service: ServiceName; operator: string };
