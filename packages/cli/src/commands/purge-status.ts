import { setTimeout as delay } from 'node:timers/promises';
import { type ErasureShown, erasureListResponse, erasureShowResponse } from '@crescendo/contracts';
import type { Api } from '../api.ts';
import { burnDownView } from '../burn-down-view.ts';
import { type Command, type Output, text, type Values } from '../command.ts';
import { Refused, type Terminal, UsageError } from '../surroundings.ts';
import { erasureTable } from './purge-list.ts';

const IN_TIME = 0;
const LATE = 3;
const EVERY_SECONDS = 2;

export const purgeStatus: Command = {
  name: 'purge status',
  usage: 'crescendo purge status [ERASURE] [--watch [--every SECONDS]] [--json]',
  about: 'How far an erasure is: its clock, whom it waits for, and what each service has left',
  options: { watch: { type: 'boolean' }, every: { type: 'string' } },
  help: [
    'Without ERASURE: the one under way, or a list where there are more',
    '--watch          until it is over; with --json only the last look is printed',
    `--every SECONDS  how often to look, at most. Default: ${EVERY_SECONDS}`,
  ],
  exits:
    '0 done, taken back, or on its way in time, 1 refused or failed, 2 not understood, 3 past its planned end or its deadline',
  async run({ positionals: [given], values, api: connect, output, surroundings: { terminal } }) {
    const every = readEvery(values);
    const api = await connect();
    const id = given ?? (await onlyOne(api, output));
    if (id === undefined) {
      if (values.watch) throw new UsageError('Which one? There is not exactly one under way.');
      return IN_TIME;
    }
    const look = () => api.get(`/operator/erasures/${encodeURIComponent(id)}`, erasureShowResponse);
    const show = screen(output, terminal);
    const last = values.watch ? await watch(look, { every, show }) : await look();
    output.json(last);
    if (!values.watch) show(burnDownView(last, new Date()));
    return last.late ? LATE : IN_TIME;
  },
};

function readEvery(values: Values): number {
  const seconds = Number(text(values.every) ?? EVERY_SECONDS);
  if (!(seconds > 0)) throw new UsageError('--every is a number of seconds.');
  return seconds;
}

/** The one that is under way; otherwise what there is has been said. */
async function onlyOne(api: Api, output: Output): Promise<string | undefined> {
  const answer = await api.get('/operator/erasures', erasureListResponse);
  const open = answer.items.filter(({ endedAt }) => endedAt === undefined);
  if (open.length === 1) return open[0]?.id;
  output.json({ ...answer, items: open });
  output.say(open.length > 0 ? erasureTable(open) : 'No erasure is under way.\n');
  return undefined;
}

/** Looks again and again until it is over. A look that fails, once one has not, is said and tried again. */
async function watch(
  look: () => Promise<ErasureShown>,
  { every, show }: { every: number; show: (picture: string) => void },
): Promise<ErasureShown> {
  let began = performance.now();
  let last = await look();
  let trouble = '';
  for (;;) {
    const took = performance.now() - began;
    show(`${burnDownView(last, new Date())}${trouble}`);
    if (last.endedAt !== undefined) return last;
    // Counting many rows costs the databases something: no more than half of the time.
    await delay(Math.max(every * 1000, took));
    began = performance.now();
    try {
      last = await look();
      trouble = '';
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      trouble = `\nAs it was: ${error.message}\n`;
    }
  }
}

/** Says a picture: at a terminal in place of the one before, elsewhere below it. */
function screen(output: Output, terminal: Terminal | undefined): (picture: string) => void {
  let before = 0;
  return (picture) => {
    if (!terminal) {
      output.say(before++ > 0 ? `\n${picture}` : picture);
      return;
    }
    // A line that wraps would be two to go up.
    const lines = picture.split('\n').map((line) => line.slice(0, terminal.columns));
    output.say(`${before > 0 ? `\x1b[${before}A\x1b[J` : ''}${lines.join('\n')}`);
    before = lines.length - 1;
  };
}
