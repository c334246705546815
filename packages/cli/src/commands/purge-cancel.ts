import { erasureItem } from '@crescendo/contracts';
import { type Command, text } from '../command.ts';
import { UsageError } from '../surroundings.ts';
import { whichErasure } from '../which-erasure.ts';

export const purgeCancel: Command = {
  name: 'purge cancel',
  usage: 'crescendo purge cancel ERASURE --reason TEXT',
  about: "Take a customer's erasure back, while nothing is erased yet: what was put aside is handled, in order",
  takes: 1,
  options: { reason: { type: 'string' } },
  help: ['--reason TEXT  why: it goes on record; name nobody in it'],
  async run({ positionals: [given], values, api: connect, output }) {
    const id = whichErasure(given);
    const reason = text(values.reason);
    if (!reason) throw new UsageError('--reason TEXT     says why: it goes on record.');
    const path = `/operator/erasures/${encodeURIComponent(id)}/cancel`;
    const item = await (await connect()).post(path, { reason }, erasureItem);
    output.json(item);
    output.say(`${item.id} of ${item.tenant} is ${item.state}: the customer goes on where they were.\n`);
    return 0;
  },
};
