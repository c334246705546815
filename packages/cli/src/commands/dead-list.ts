import { allGroupsResponse, deadLetterListResponse } from '@crescendo/contracts';
import type { Api } from '../api.ts';
import { type Command, type Output, text, type Values } from '../command.ts';
import { filterHelp, filterOptions, readFilter, readService, toQuery } from '../filter.ts';
import { counted, shortTime, table } from '../table.ts';

export const deadList: Command = {
  name: 'dead list',
  usage: 'crescendo dead list [SERVICE] [--code CODE] [--type EVENT] …',
  about: 'Dead letters of all services in groups; with SERVICE, one by one',
  takes: 1,
  options: {
    ...filterOptions,
    status: { type: 'string' },
    limit: { type: 'string' },
    cursor: { type: 'string' },
  },
  help: [
    ...filterHelp,
    'With SERVICE also:',
    '--status STATUS   dead, set-aside (a step of an erasure, tried again by itself), or parked: waits behind one of its key',
    '--limit N         so many at once, up to 200. Default: 50',
    '--cursor CURSOR   the next ones, as the list before says',
  ],
  async run({ positionals: [service], values, api, output }) {
    if (service) await listOf(await api(), { service, values, output });
    else await groupsOfAll(await api(), { values, output });
    return 0;
  },
};

type Asked = { values: Values; output: Output };

async function groupsOfAll(api: Api, { values, output }: Asked): Promise<void> {
  const { services } = await api.get(`/operator/dead-letters${toQuery(readFilter(values))}`, allGroupsResponse);
  output.json({ services });
  const rows = services.flatMap(({ service, groups }) =>
    groups.map(({ code, type, dead, setAside, parked, keys, redriven, asked, oldest, newest }) => [
      ...[service, code, type ?? 'no event', dead, setAside, parked, keys, redriven, asked],
      ...[shortTime(oldest), shortTime(newest)],
    ]),
  );
  const header = [
    'service',
    'code',
    'event',
    'dead',
    'set aside',
    'parked',
    'keys',
    'redriven',
    'asked',
    'oldest',
    'newest',
  ];
  output.say(rows.length > 0 ? table(header, rows) : 'No dead letters.\n');
  for (const { service, unavailable } of services)
    if (unavailable) output.say(`${service} could not be asked: ${unavailable}\n`);
}

async function listOf(api: Api, { service: given, values, output }: Asked & { service: string }): Promise<void> {
  const service = readService(given);
  const more = { status: text(values.status), limit: text(values.limit), cursor: text(values.cursor) };
  const path = `/operator/dead-letters/${service}${toQuery(readFilter(values), more)}`;
  const answer = await api.get(path, deadLetterListResponse);
  output.json(answer);
  const { items, next } = answer;
  const rows = items.map(({ id, status, code, type, key, attempts, redriven, at, redrive }) => [
    ...[`${service}/${id}`, status, code, type ?? 'no event', key ?? '', attempts, redriven, shortTime(at)],
    redrive ?? '',
  ]);
  const header = ['id', 'status', 'code', 'event', 'key', 'attempts', 'redriven', 'since', 'asked by'];
  output.say(rows.length > 0 ? table(header, rows) : 'No dead letters.\n');
  if (next) output.say(`${counted(items.length, 'letter')}; there are more: --cursor ${next}\n`);
}
