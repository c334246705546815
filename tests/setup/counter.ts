import type { ServiceName } from '@crescendo/contracts';
import { inject } from 'vitest';

/** The value of a running service's counter, as Prometheus reads it; 0 if it has not counted yet. */
export async function counterOf(
  service: ServiceName,
  name: string,
  labels: Readonly<Record<string, string>>,
): Promise<number> {
  const url = inject('system').run.services?.find((each) => each.name === service)?.url;
  const metrics = await (await fetch(`${url}/metrics`)).text();
  const wanted = Object.entries(labels).map(([label, value]) => `${label}="${value}"`);
  const line = metrics
    .split('\n')
    .find((each) => each.startsWith(`${name}{`) && wanted.every((label) => each.includes(label)));
  return Number(line?.split(' ').at(-1) ?? 0);
}
