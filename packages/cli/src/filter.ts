import type { ParseArgsOptionsConfig } from 'node:util';
import { type ServiceName, serviceName } from '@crescendo/contracts';
import { text, type Values } from './command.ts';
import { UsageError } from './surroundings.ts';

/** Options and their names in a filter. `--key` is taken: it names the signing key. */
const names = { code: 'code', type: 'type', topic: 'topic', 'event-key': 'key', tenant: 'tenant' } as const;

export const filterOptions = Object.fromEntries(
  Object.keys(names).map((option) => [option, { type: 'string' }]),
) satisfies ParseArgsOptionsConfig;

export const filterHelp = [
  '--code CODE       only those with this reason, e.g. schema-invalid',
  '--type EVENT      only this kind of event, e.g. answer-given',
  '--topic TOPIC     only from this topic',
  '--event-key KEY   only of this key: what waits behind one another',
  '--tenant TENANT   only of this customer',
];

export type Filter = Partial<Record<(typeof names)[keyof typeof names], string>> & { ids?: string[] };

export function readFilter(values: Values): Filter {
  const given = Object.entries(names).map(([option, name]) => [name, text(values[option])]);
  return Object.fromEntries(given.filter(([, value]) => value));
}

/** A filter in the form of the gateway's queries. */
export function toQuery(filter: Filter, more: Record<string, string | undefined> = {}): string {
  const { ids, ...equal } = filter;
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries({ ...equal, ...more })) if (value !== undefined) query.set(name, value);
  for (const id of ids ?? []) query.append('id', id);
  return query.size > 0 ? `?${query}` : '';
}

export function readService(given: string | undefined): ServiceName {
  const parsed = serviceName.safeParse(given);
  if (!parsed.success) throw new UsageError(`${given ?? 'Nothing'} is no service: ${serviceName.options.join(', ')}.`);
  return parsed.data;
}

/** `SERVICE/ID`, as lists show it. */
export function readPlace(given: string | undefined): { service: ServiceName; id: string } {
  const slash = given?.indexOf('/') ?? -1;
  if (!given || slash < 0) throw new UsageError('Which one? SERVICE/ID, as `crescendo dead list SERVICE` shows it.');
  return { service: readService(given.slice(0, slash)), id: given.slice(slash + 1) };
}
