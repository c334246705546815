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
 * The erasure of the customer who left last, of those that are under way; undefined where none is. That there are others
 * is said. Persons' do not count: theirs take weeks, and would hide what has to be done within two days.
 */
export async function newestCustomers(api: Api, output: Output): Promise<string | undefined> {
  const open: ErasureItem[] = [];
  let cursor: string | undefined;
  do {
    const query = { scope: 'tenant', limit: '200', ...(cursor !== undefined && { cursor }) };
    const { items, next } = await listOf(api, query);
    open.push(...items.filter(isOpen));
    // Those under way come first: where one is over, all that follow are.
    cursor = items.every(isOpen) ? next : undefined;
  } while (cursor !== undefined);
  const [newest, ...others] = open.toSorted((a, b) => b.requestedAt.localeCompare(a.requestedAt));
  if (others.length > 0)
    output.say(`${counted(others.length, 'other customer')} under way too: \`crescendo purge list\` shows all.\n\n`);
  return newest?.id;
}

/** Says that no customer's is under way, which persons' are, and how the last customer's ended. */
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
