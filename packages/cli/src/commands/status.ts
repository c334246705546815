import { systemStatusResponse } from '@crescendo/contracts';
import type { Command } from '../command.ts';
import { table } from '../table.ts';

export const status: Command = {
  name: 'status',
  usage: 'crescendo status',
  about: 'Which services are ready, and what the others wait for',
  options: {},
  help: [],
  async run({ api, output }) {
    const { services } = await (await api()).get('/operator/status', systemStatusResponse);
    output.json({ services });
    const rows = services.map(({ service, ready, reasons }) => [
      service,
      ready ? 'ready' : 'not ready',
      Object.entries(reasons)
        .map(([name, reason]) => `${name}: ${reason}`)
        .join('; '),
    ]);
    output.say(table(['service', 'state', 'waits for'], rows));
    return services.every(({ ready }) => ready) ? 0 : 1;
  },
};
