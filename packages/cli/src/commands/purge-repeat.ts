import { erasureRepeatResponse } from '@crescendo/contracts';
import { type Command, text } from '../command.ts';
import { UsageError } from '../surroundings.ts';

export const purgeRepeat: Command = {
  name: 'purge repeat',
  usage: 'crescendo purge repeat --since TIME --reason TEXT',
  about: "After a service's database was restored: erase in it again what its backup does not know to be erased",
  options: { since: { type: 'string' }, reason: { type: 'string' } },
  help: [
    '--since TIME   when the backup was made, e.g. 2026-11-24T12:00:00Z; earlier does no harm',
    '--reason TEXT  why: it goes on record; name nobody in it',
  ],
  async run({ values, api: connect, output }) {
    const since = new Date(text(values.since) ?? '');
    if (Number.isNaN(since.getTime())) throw new UsageError('--since TIME     says when the backup was made.');
    const reason = text(values.reason);
    if (!reason) throw new UsageError('--reason TEXT     says why: it goes on record.');
    const body = { since: since.toISOString(), reason };
    const { repeated } = await (await connect()).post('/operator/erasures/repeat', body, erasureRepeatResponse);
    output.json({ repeated });
    output.say(`${repeated} erasures are done again, wherever they are not done.\n`);
    return 0;
  },
};
