import { unreachableResponse } from '@crescendo/contracts';
import type { Command } from '../command.ts';
import { duration } from '../duration.ts';
import { counted, shortTime, table } from '../table.ts';

const sinceThen = (moment: string, now: Date) => duration(Math.max(0, (now.getTime() - Date.parse(moment)) / 1000));

export const unreachable: Command = {
  name: 'unreachable',
  usage: 'crescendo unreachable',
  about: 'Customers whose Slack refuses us: since when, what Slack says, and when it is asked again',
  options: {},
  help: [
    'Slack is asked once a minute about those that are due; it heals by itself. After 30 days you decide: `crescendo purge start` ends a customer, by name.',
  ],
  async run({ api: connect, output }) {
    const api = await connect();
    const answer = await api.get('/operator/unreachable', unreachableResponse);
    output.json(answer);
    const { items, total } = answer;
    const rows = items.map(({ tenant, since, code, tries, nextTry, told }) => [
      ...[tenant, sinceThen(since, api.now()), code, String(tries), shortTime(nextTry)],
      told ? 'the app was removed; not confirmed' : '',
    ]);
    const columns = ['customer', 'for', 'Slack says', 'tries', 'asked again after', 'Slack told us'];
    output.say(items.length > 0 ? table(columns, rows) : 'Every customer can be reached.\n');
    if (total > items.length) output.say(`These are ${items.length} of ${counted(total, 'customer')}.\n`);
    return 0;
  },
};
