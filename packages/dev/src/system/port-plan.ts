import { type ServiceName, services } from '@crescendo/contracts';
import { freePort } from '@crescendo/engines';

/** The ports of everything, on 127.0.0.1. */
export type PortPlan = {
  services: Record<ServiceName, number>;
  slack: number;
  kafka: number;
  mongodb: number;
  traces: number;
};

/** The usual ports: 8080 for the gateway, the standard ones for the engines. */
export function usualPorts(): PortPlan {
  return { services: servicePorts(8080), slack: 8090, kafka: 9092, mongodb: 27017, traces: 9411 };
}

/** Ports close together, from `base` on. Throws when `base` leaves no room. */
export function portsFrom(base: number): PortPlan {
  if (!Number.isInteger(base) || base < 1024 || base > 65_000) {
    throw new Error(`A port base is a whole number from 1024 to 65000, not ${base}`);
  }
  return { services: servicePorts(base), slack: base + 10, kafka: base + 20, mongodb: base + 21, traces: base + 22 };
}

/** Free ports, for a system that runs beside others. */
export async function freePorts(): Promise<PortPlan> {
  const each = await Promise.all(services.map(async (name) => [name, await freePort()] as const));
  const [slack, kafka, mongodb, traces] = [await freePort(), await freePort(), await freePort(), await freePort()];
  return { services: byService(each), slack, kafka, mongodb, traces };
}

function servicePorts(base: number): Record<ServiceName, number> {
  return byService(services.map((name, index) => [name, base + index] as const));
}

/** A record with an entry for every service; throws if one is missing. */
export function byService<T>(entries: readonly (readonly [ServiceName, T])[]): Record<ServiceName, T> {
  const found = new Map(entries);
  const of = (name: ServiceName): T => {
    const value = found.get(name);
    if (value === undefined) throw new Error(`nothing for ${name}`);
    return value;
  };
  return {
    gateway: of('gateway'),
    ingestion: of('ingestion'),
    billing: of('billing'),
    personalization: of('personalization'),
    analytics: of('analytics'),
    support: of('support'),
    purge: of('purge'),
  };
}
