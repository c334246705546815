import type { Deadline, ServiceContext } from '@crescendo/chassis';
import { deliveriesDropped } from '@crescendo/contracts';

/** What the metric of refusals says of a minute in which Slack left events out. */
const CODE = 'deliveries-dropped';

/** Slack left out events of a workspace: counted, and told to whoever can find out what they missed. */
export async function noteDropped(
  service: ServiceContext,
  { tenant, at, limit }: { tenant: string; at: Date; limit: Deadline },
): Promise<void> {
  service.metrics.refused.inc({ code: CODE });
  const index = await limit.within(service.keyring.edgeIndex(tenant));
  const id = `evt_${index(`${CODE} ${at.getTime()}`)}`;
  await service.publishNow(deliveriesDropped, { id, tenant, time: at, data: {} }, limit);
}
