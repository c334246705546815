import { type ErasureItem, erasureItem } from '@crescendo/contracts';
import { type Command, text } from '../command.ts';
import { UsageError } from '../surroundings.ts';
import { whichErasure } from '../which-erasure.ts';

type Verb = { verb: 'hold' | 'release'; about: string; details: string[]; say(item: ErasureItem): string };

/** A command that changes one erasure, by name and with a reason. */
const holdCommand = ({ verb, about, details, say }: Verb): Command => ({
  name: `purge ${verb}`,
  usage: `crescendo purge ${verb} ERASURE --reason TEXT`,
  about,
  takes: 1,
  options: { reason: { type: 'string' } },
  help: ['--reason TEXT  why: it goes on record; name nobody in it', ...details],
  async run({ positionals: [given], values, api: connect, output }) {
    const id = whichErasure(given);
    const reason = text(values.reason);
    if (!reason) throw new UsageError('--reason TEXT     says why: it goes on record.');
    const path = `/operator/erasures/${encodeURIComponent(id)}/${verb}`;
    const item = await (await connect()).post(path, { reason }, erasureItem);
    output.json(item);
    output.say(say(item));
    return 0;
  },
});

export const purgeHold = holdCommand({
  verb: 'hold',
  about: 'Put the end of a customer on hold that nobody asked for; its deadline stays where it is',
  details: ['It stays on hold until someone releases it, or takes it back with `crescendo purge cancel`.'],
  say: ({ id, tenant }) =>
    `${id} of ${tenant} is on hold. Let it go on with: crescendo purge release ${id} --reason TEXT\n`,
});

export const purgeRelease = holdCommand({
  verb: 'release',
  about: 'Let the end of a customer go on that is on hold or waits for Slack, once you are sure that they have left',
  details: ['Slack is asked once more: whoever still has the app is not erased; no answer holds nothing up.'],
  say: ({ id, tenant }) => `${id} of ${tenant} goes on. Follow it with: crescendo purge status ${id} --watch\n`,
});
