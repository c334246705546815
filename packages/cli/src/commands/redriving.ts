import { setTimeout as delay } from 'node:timers/promises';
import { type RedriveAsked, type RedriveStatus, redriveResponse, redriveStatusResponse } from '@crescendo/contracts';
import type { Api } from '../api.ts';
import { type Command, type Output, text, type Values } from '../command.ts';
import { type Filter, filterHelp, filterOptions, readFilter, readPlace, readService } from '../filter.ts';
import { UsageError } from '../surroundings.ts';
import { counted, facts, shortTime } from '../table.ts';

const FOLLOW_MS = 500;

type Asked = { service: string; filter: Filter; values: Values };

/** `SERVICE/ID` means one; `SERVICE` means the matching ones, or all with `--all`. */
function readWhich(given: string | undefined, values: Values): { service: string; filter: Filter } {
  if (given?.includes('/')) {
    const { service, id } = readPlace(given);
    return { service, filter: { ids: [id] } };
  }
  const filter = readFilter(values);
  if (Object.keys(filter).length === 0 && !values.all)
    throw new UsageError('Which ones? SERVICE/ID, a filter such as --code CODE, or --all of the service.');
  return { service: readService(given), filter };
}

function readRate(values: Values): number | undefined {
  const given = text(values.rate);
  if (given === undefined) return undefined;
  const rate = Number(given);
  if (!(rate > 0)) throw new UsageError('--rate is a number of events a second.');
  return rate;
}

async function begin(api: Api, action: 'redrive' | 'dismiss', { service, filter, values }: Asked) {
  const dryRun = !values.yes;
  const reason = text(values.reason) ?? (dryRun ? 'dry run' : undefined);
  if (!reason) throw new UsageError('--reason TEXT     says why: it goes on record.');
  const body = { action, filter, reason, rate: readRate(values), dryRun };
  return await api.post(`/operator/dead-letters/${service}/redrive`, body, redriveResponse);
}

function describe(action: 'redrive' | 'dismiss', answer: RedriveAsked): string {
  const { id, dead, parked, already, dismissOnly, more } = answer;
  const letters = counted(dead, 'dead letter');
  const behind = `${counted(parked, 'event')} behind ${dead === 1 ? 'it' : 'them'}`;
  const done = id ? `${id} takes up` : 'Would take up';
  const end =
    action === 'dismiss' ? `to leave ${dead === 1 ? 'it' : 'them'} out, and then` : 'to be handled again, and then';
  return [
    `${done} ${letters} ${end} ${behind}.`,
    ...(already > 0 ? [`${counted(already, 'more is', 'more are')} taken up by an earlier request.`] : []),
    ...(dismissOnly > 0 ? [`${counted(dismissOnly, 'record')} of no event can only be dismissed.`] : []),
    ...(more ? ['There are more than one request takes: ask again when it is through.'] : []),
    ...(id ? [] : ['Nothing was done: say --yes to do it.']),
    '',
  ].join('\n');
}

export function tellStatus(output: Output, service: string, status: RedriveStatus): void {
  const { id, action, operator, reason, at, handled, failed, gone, dismissed, left } = status;
  output.say(
    facts([
      ['request', `${service}/${id}`],
      ['asked', `${action}, by ${operator} at ${shortTime(at)}: ${reason}`],
      ['handled', handled],
      ['dead again', failed],
      ['gone', gone],
      ['dismissed', dismissed],
      ['still to do', `${counted(left.events, 'event')} of ${counted(left.keys, 'key')}`],
    ]),
  );
}

export const statusOf = (api: Api, { service, id }: { service: string; id: string }): Promise<RedriveStatus> =>
  api.get(`/operator/redrives/${service}/${id}`, redriveStatusResponse);

/** Waits until nothing is left to do. */
export async function follow(api: Api, place: { service: string; id: string }): Promise<RedriveStatus> {
  for (;;) {
    const status = await statusOf(api, place);
    if (status.left.keys === 0) return status;
    await delay(FOLLOW_MS);
  }
}

/** A command that redrives or dismisses dead letters. */
export function redriving(action: 'redrive' | 'dismiss', about: string): Command {
  return {
    name: `dead ${action}`,
    usage: `crescendo dead ${action} SERVICE/ID | SERVICE [--code CODE] … --reason TEXT [--yes] [--wait]`,
    about,
    takes: 1,
    options: {
      ...filterOptions,
      all: { type: 'boolean' },
      reason: { type: 'string' },
      rate: { type: 'string' },
      yes: { type: 'boolean' },
      'dry-run': { type: 'boolean' },
      wait: { type: 'boolean' },
    },
    help: [
      ...filterHelp,
      '--all             all of the service',
      '--reason TEXT     why: it goes on record; name nobody in it',
      '--rate N          at most N events a second (in each replica of the service)',
      '--dry-run         only say what would be done. That is the default',
      '--yes             do it',
      '--wait            wait until it is through; the exit code is 1 when something failed again',
    ],
    async run({ positionals: [given], values, api: connect, output }) {
      if (values.yes && values['dry-run']) throw new UsageError('--yes             or --dry-run, not both.');
      const { service, filter } = readWhich(given, values);
      const api = await connect();
      const answer = await begin(api, action, { service, filter, values });
      const { id } = answer;
      if (!id || !values.wait) {
        output.json(answer);
        output.say(describe(action, answer));
        if (id) output.say(`Follow it with: crescendo dead follow ${service}/${id}\n`);
        return 0;
      }
      output.say(describe(action, answer));
      const status = await follow(api, { service, id });
      output.json(status);
      tellStatus(output, service, status);
      return status.failed > 0 ? 1 : 0;
    },
  };
}
