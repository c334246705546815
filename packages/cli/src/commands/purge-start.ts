import { erasureStartResponse } from '@crescendo/contracts';
import { type Command, text, type Values } from '../command.ts';
import { Refused, type Terminal, UsageError } from '../surroundings.ts';
import { shortTime } from '../table.ts';

export const purgeStart: Command = {
  name: 'purge start',
  usage: 'crescendo purge start --tenant TENANT | --team TEAM --reason TEXT [--no-grace] [--yes]',
  about: 'Have everything personal of a customer erased, in every service, for good',
  options: {
    tenant: { type: 'string' },
    team: { type: 'string' },
    reason: { type: 'string' },
    'no-grace': { type: 'boolean' },
    yes: { type: 'boolean' },
  },
  help: [
    "--tenant TENANT  the customer, by our id, or by Slack's id of its workspace:",
    '--team TEAM',
    '--reason TEXT    why: it goes on record; name nobody in it',
    '--no-grace       begin at once. Otherwise it can be taken back for a while',
    '--yes            without being asked whether that is meant',
  ],
  async run({ values, api: connect, surroundings: { terminal }, output }) {
    const { whom, command } = readCommand(values);
    const api = await connect();
    if (!values.yes) await confirm(whom, values, terminal);
    const answer = await api.post('/operator/erasures', command, erasureStartResponse);
    output.json(answer);
    const { begun, erasure } = answer;
    const { id, tenant, state, why, graceUntil } = erasure;
    const until = values['no-grace'] ? '' : `, and can be taken back until ${shortTime(graceUntil)}`;
    output.say(
      begun
        ? `${id} of ${tenant} has begun${until}.\n`
        : `There is one already: ${id} of ${tenant}, ${state}, ${why}.\n`,
    );
    output.say(`Follow it with: crescendo purge status ${id} --watch\n`);
    return 0;
  },
};

function readCommand(values: Values) {
  const { tenant, team, reason } = {
    tenant: text(values.tenant),
    team: text(values.team),
    reason: text(values.reason),
  };
  const whom = tenant ?? team;
  if (whom === undefined || (tenant && team)) throw new UsageError('Whom? Either --tenant TENANT or --team TEAM.');
  if (!reason) throw new UsageError('--reason TEXT     says why: it goes on record.');
  const grace = values['no-grace'] ? 'none' : 'default';
  return { whom, command: { ...(tenant ? { tenant } : { team }), grace, reason } };
}

/** Continues only when the operator types whom they mean. */
async function confirm(whom: string, values: Values, terminal: Terminal | undefined): Promise<void> {
  if (!terminal) throw new UsageError('Nobody is here to be asked whether that is meant: say --yes.');
  const takenBack = values['no-grace']
    ? 'It begins at once and cannot be taken back.'
    : 'It can be taken back while its grace lasts, which counts from when they left.';
  const typed = await terminal.ask(
    `Everything personal of ${whom} will be erased in every service, for good. ${takenBack}\nType ${whom} to go on: `,
  );
  if (typed.trim() !== whom) throw new Refused('Nothing was done.');
}
