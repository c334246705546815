import type { ServiceName } from '@crescendo/contracts';
import type { System } from '@crescendo/dev';

/** How many events a service has received again after it had handled them, since it started. */
export async function redeliveriesTo(system: Pick<System, 'services'>, name: ServiceName): Promise<number> {
  const text = await (await fetch(`${system.services[name].url}/metrics`)).text();
  const counts = [...text.matchAll(/^crescendo_redeliveries_absorbed_total\{[^}]*\} (\d+)$/gm)];
  return counts.reduce((sum, [, count]) => sum + Number(count), 0);
}
