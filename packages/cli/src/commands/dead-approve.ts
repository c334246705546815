import { openingResponse, openingsResponse } from '@crescendo/contracts';
import type { Command } from '../command.ts';
import { shortTime, table } from '../table.ts';

export const deadApprove: Command = {
  name: 'dead approve',
  usage: 'crescendo dead approve [REQUEST]',
  about: "Approve another operator's request to see a dead letter; without REQUEST, list those that wait",
  takes: 1,
  options: {},
  help: ['Whoever approves answers for it too: it is on record with both names. Nobody approves their own.'],
  async run({ positionals: [id], api: connect, output }) {
    const api = await connect();
    if (!id) {
      const { openings } = await api.get('/operator/openings', openingsResponse);
      output.json({ openings });
      const rows = openings.map((each) => [
        ...[each.id, each.state, each.askedBy, `${each.service}/${each.letter}`, shortTime(each.until), each.reason],
      ]);
      const header = ['request', 'state', 'asked by', 'dead letter', 'until', 'reason'];
      output.say(rows.length > 0 ? table(header, rows) : 'Nobody asks.\n');
      return 0;
    }
    const opening = await api.post(`/operator/openings/${encodeURIComponent(id)}/approve`, {}, openingResponse);
    output.json(opening);
    output.say(`Approved: ${opening.askedBy} may read it once until ${shortTime(opening.until)}.\n`);
    return 0;
  },
};
