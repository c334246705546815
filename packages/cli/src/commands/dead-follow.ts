import type { Command } from '../command.ts';
import { readPlace } from '../filter.ts';
import { follow, statusOf, tellStatus } from './redriving.ts';

export const deadFollow: Command = {
  name: 'dead follow',
  usage: 'crescendo dead follow SERVICE/REQUEST [--wait]',
  about: 'How far a redrive or a dismissal has come',
  takes: 1,
  options: { wait: { type: 'boolean' } },
  help: ['--wait  wait until it is through; the exit code is 1 when something failed again'],
  async run({ positionals: [given], values, api: connect, output }) {
    const place = readPlace(given);
    const api = await connect();
    const status = values.wait ? await follow(api, place) : await statusOf(api, place);
    output.json(status);
    tellStatus(output, place.service, status);
    return values.wait && status.failed > 0 ? 1 : 0;
  },
};
