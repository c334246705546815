import { type AnonymousCell, anonymousStatisticsResponse, participationActs } from '@crescendo/contracts';
import type { Command } from '../command.ts';
import { table } from '../table.ts';

const told = (cell: AnonymousCell): string =>
  cell === 'suppressed' ? cell : `${cell.acts} (${cell.customers} customers, ${cell.people} people)`;

export const statistics: Command = {
  name: 'statistics',
  usage: 'crescendo statistics',
  about: 'What people did in closed weeks, over all customers: in tens, and only where it tells of none of them',
  options: {},
  help: [],
  async run({ api: connect, output }) {
    const api = await connect();
    const answer = await api.get('/operator/anonymous-statistics', anonymousStatisticsResponse);
    output.json(answer);
    const rows = answer.weeks.map(({ week, acts }) => [week, ...participationActs.map((act) => told(acts[act]))]);
    output.say(rows.length > 0 ? table(['week', ...participationActs], rows) : 'No week is published yet.\n');
    return 0;
  },
};
