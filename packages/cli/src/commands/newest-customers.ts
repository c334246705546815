import { type ErasureForOperator, type ErasureItem, erasureListResponse } from '@crescendo/contracts';
import type { Api } from '../api.ts';
import { type BurnDownView, burnDownView } from '../burn-down-view.ts';
import type { Output } from '../command.ts';
import { counted } from '../table.ts';
import { erasureTable } from './purge-list.ts';

const isOpen = ({ endedAt }: ErasureItem): boolean => endedAt === undefined;

const listOf = (api: Api, query: Record<string, string>) =>
  api.get(`/operator/erasures?${new URLSearchParams(query)}`, erasureListResponse);

/**
 * The erasure under way of the customer who left last; undefined if there is none. Mentions it when there are others.
 * Persons' erasures do not count: they take weeks, and would hide what must be done within two days.
 */
export async function newestCustomers(api: Api, output: Output): Promise<string | undefined> {
  const open: ErasureItem[] = [];
  let cursor: string | undefined;
  do {
    const query = { scope: 'tenant', limit: '200', ...(cursor !== undefined && { cursor }) };
    const { items, next } = await listOf(api, query);
    open.push(...items.filter(isOpen));
    // Erasures under way come first: after one that is over, all are over.
    cursor = items.every(isOpen) ? next : undefined;
  } while (cursor !== undefined);
  const [newest, ...others] = open.toSorted((a, b) => b.requestedAt.localeCompare(a.requestedAt));
  if (others.length > 0)
    output.say(`${counted(others.length, 'other customer')} under way too: \`crescendo purge list\` shows all.\n\n`);
  return newest?.id;
}

/** Says that no customer is being erased, which persons are, and how the last customer's erasure ended. */
export async function sayNothingUnderWay(
  api: Api,
  {
    output,
    look,
    show,
  }: { output: Output; look: (id: string) => () => Promise<ErasureForOperator>; show: (view: BurnDownView) => void },
): Promise<void> {
  const persons = (await listOf(api, { scope: 'person' })).items.filter(isOpen);
  output.json({ items: persons });
  output.say('No customer is being erased.\n');
  if (persons.length > 0) output.say(`\nPersons who are:\n${erasureTable(persons)}`);
  const [last] = (await listOf(api, { scope: 'tenant', limit: '1' })).items;
  if (!last) return;
  output.say('\nThe last customer who was:\n');
  show(burnDownView(await look(last.id)(), api.now()));
}
