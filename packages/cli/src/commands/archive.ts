import { allArchivesResponse, archiveEraseResponse } from '@crescendo/contracts';
import { type Command, text } from '../command.ts';
import { UsageError } from '../surroundings.ts';
import { counted, shortTime, table } from '../table.ts';

function readTenant(given: string | undefined): string {
  if (!given) throw new UsageError("Whose? The customer's id, tnt_…");
  return encodeURIComponent(given);
}

export const archiveShow: Command = {
  name: 'archive show',
  usage: 'crescendo archive show TENANT',
  about: 'What stays of a customer who was erased: records that are about nobody, for contract, audit and law',
  takes: 1,
  options: {},
  help: [],
  async run({ positionals: [given], api: connect, output }) {
    const tenant = readTenant(given);
    const api = await connect();
    const answer = await api.get(`/operator/archive/${tenant}`, allArchivesResponse);
    output.json(answer);
    const rows = answer.services.flatMap(({ service, records }) =>
      records.map(({ from, record, archivedAt }) => [service, from, JSON.stringify(record), shortTime(archivedAt)]),
    );
    output.say(rows.length > 0 ? table(['service', 'from', 'record', 'archived'], rows) : 'Nothing.\n');
    return 0;
  },
};

export const archiveErase: Command = {
  name: 'archive erase',
  usage: 'crescendo archive erase TENANT --reason TEXT',
  about: 'Erase also what stays of a customer, on a request that covers it',
  takes: 1,
  options: { reason: { type: 'string' } },
  help: ['--reason TEXT     whose request it is, by its number: it goes on record; name nobody in it'],
  async run({ positionals: [given], values, api: connect, output }) {
    const tenant = readTenant(given);
    const reason = text(values.reason);
    if (!reason) throw new UsageError('--reason TEXT     says why: it goes on record.');
    const api = await connect();
    const answer = await api.post(`/operator/archive/${tenant}/erase`, { reason }, archiveEraseResponse);
    output.json(answer);
    output.say(`${counted(answer.erased, 'record')} erased.\n`);
    return 0;
  },
};
