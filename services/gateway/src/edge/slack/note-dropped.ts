import type { Deadline, ServiceContext } from '@crescendo/chassis';
import { deliveriesDropped } from '@crescendo/contracts';

/** The refusal metric's code for a minute in which Slack left out events. */
const CODE = 'deliveries-dropped';

/** Slack left out events of a workspace: counts it, and publishes it so that ingestion can read the roster again. */
export async function noteDropped(
  service: ServiceContext,
  { tenant, at, limit }: { tenant: string; at: Date; limit: Deadline },
): Promise<void> {
  service.metrics.refused.inc({ code: CODE });
  const index = await limit.within(service.keyring.edgeIndex(tenant));
  const id = `evt_${index(`${CODE} ${at.getTime()}`)}`;
  await service.publishNow(deliveriesDropped, { id, tenant, time: at, data: {} }, limit);
}
