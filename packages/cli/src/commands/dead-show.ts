import {
  deadLetterShowResponse,
  type Opening,
  openingResponse,
  openingsResponse,
  openLetterResponse,
  type ServiceName,
} from '@crescendo/contracts';
import type { Api } from '../api.ts';
import { type Command, type Output, text } from '../command.ts';
import { readPlace } from '../filter.ts';
import { Refused, UsageError } from '../surroundings.ts';
import { facts, shortTime, table } from '../table.ts';

export const deadShow: Command = {
  name: 'dead show',
  usage: 'crescendo dead show SERVICE/ID [--open [--reason TEXT]]',
  about: 'One dead letter: where it stands, what is wrong with it, and (with a second person) what it says',
  takes: 1,
  options: { open: { type: 'boolean' }, reason: { type: 'string' } },
  help: [
    '--open --reason TEXT  ask to see its content: another operator has to approve. On record; name nobody in it',
    '--open                see it, once, within 15 minutes of the approval',
  ],
  async run({ positionals: [given], values, api: connect, output }) {
    const place = readPlace(given);
    const reason = text(values.reason);
    if (reason && !values.open) throw new UsageError('--reason is for --open.');
    const api = await connect();
    if (values.open && reason) await ask(api, { ...place, reason, output });
    else if (values.open) await read(api, { ...place, output });
    else await show(api, { ...place, output });
    return 0;
  },
};

type Asked = { service: ServiceName; id: string; output: Output };

async function show(api: Api, { service, id, output }: Asked): Promise<void> {
  const path = `/operator/dead-letters/${service}/${encodeURIComponent(id)}`;
  const answer = await api.get(path, deadLetterShowResponse);
  output.json(answer);
  const { letter, behind, sealed } = answer;
  output.say(
    facts([
      ['id', `${service}/${letter.id}`],
      ['event', letter.type ?? 'no event of ours'],
      ['status', letter.status],
      ['code', letter.code],
      ['what is wrong', letter.detail],
      ['thrown at', letter.where],
      ['attempts', letter.attempts],
      ['redriven', letter.redriven],
      ['put aside', shortTime(letter.at)],
      ['tried again', letter.nextAt && shortTime(letter.nextAt)],
      ['happened', letter.time && shortTime(letter.time)],
      ['from', letter.source],
      ['place', `${letter.topic}/${letter.partition} at ${letter.offset}`],
      ['key', letter.key],
      ['tenant', letter.tenant],
      ['user', letter.user],
      ['trace', letter.trace],
      ['waiting behind it', behind],
      ['taken up by', letter.redrive],
    ]),
  );
  const rows = sealed.map((each) => [
    each.field,
    each.class,
    each.category,
    each.opens ? 'with a second person' : 'never',
  ]);
  if (rows.length > 0) output.say(`\n${table(['sealed field', 'class', 'category', 'opens'], rows)}`);
}

async function ask(api: Api, { service, id, reason, output }: Asked & { reason: string }): Promise<void> {
  const opening = await api.post('/operator/openings', { service, letter: id, reason }, openingResponse);
  output.json(opening);
  output.say(`${opening.id}: another operator approves it until ${shortTime(opening.until)} with

  crescendo dead approve ${opening.id}

Then you read it, once, with: crescendo dead show ${service}/${id} --open
`);
}

async function read(api: Api, { service, id, output }: Asked): Promise<void> {
  const opening = await approvedOf(api, { service, id });
  const answer = await api.post(`/operator/openings/${opening.id}/content`, {}, openLetterResponse);
  output.json(answer);
  const rows = answer.fields.map(({ field, value, sealed }) => [field, value ?? `(${sealed})`]);
  output.say(table(['field', 'content'], rows));
}

/** This operator's request: an approved one before a pending one. */
async function approvedOf(api: Api, { service, id }: Omit<Asked, 'output'>): Promise<Opening> {
  const { openings } = await api.get('/operator/openings?mine=true', openingsResponse);
  const own = openings.filter((each) => each.service === service && each.letter === id);
  const found = own.find(({ state }) => state === 'approved') ?? own[0];
  if (!found) throw new Refused('You have not asked to open it, or it is too late: --open --reason TEXT asks.');
  return found;
}
