import { type ErasureItem, erasureListResponse } from '@crescendo/contracts';
import { clock } from '../burn-down-view.ts';
import { type Command, text } from '../command.ts';
import { counted, table } from '../table.ts';

const waitsForOf = ({ state, onHold, evidence, shreddingAt, waitsFor }: ErasureItem): string => {
  if (onHold) return 'an operator (on hold)';
  if (state === 'closing' && shreddingAt) return 'its keys to be destroyed';
  return evidence ? `Slack (${evidence.code})` : waitsFor.map(({ service }) => service).join(', ');
};

/** Erasures, one line each. */
export const erasureTable = (items: readonly ErasureItem[]): string =>
  table(
    ['erasure', 'of', 'why', 'state', 'waits for', 'clock'],
    items.map((item) => [...[item.id, item.user ?? item.tenant, item.why, item.state], waitsForOf(item), clock(item)]),
  );

export const purgeList: Command = {
  name: 'purge list',
  usage: 'crescendo purge list [--limit N] [--cursor CURSOR]',
  about: 'Erasures of customers and persons: those under way first, then those that are over',
  options: { limit: { type: 'string' }, cursor: { type: 'string' } },
  help: [
    '--limit N        so many at once, up to 200. Default: 50',
    '--cursor CURSOR  the next ones, as the list before says',
  ],
  async run({ values, api, output }) {
    const query = new URLSearchParams();
    for (const name of ['limit', 'cursor']) {
      const value = text(values[name]);
      if (value !== undefined) query.set(name, value);
    }
    const path = query.size > 0 ? `/operator/erasures?${query}` : '/operator/erasures';
    const answer = await (await api()).get(path, erasureListResponse);
    output.json(answer);
    const { items, next } = answer;
    output.say(items.length > 0 ? erasureTable(items) : 'No erasures.\n');
    if (next) output.say(`${counted(items.length, 'erasure')}; there are more: --cursor ${next}\n`);
    return 0;
  },
};
