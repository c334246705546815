import { setTimeout as delay } from 'node:timers/promises';
import { type ErasureForOperator, erasureForOperator } from '@crescendo/contracts';
import { type BurnDownView, burnDownView } from '../burn-down-view.ts';
import { type Command, text, type Values } from '../command.ts';
import { redrawing } from '../redrawing.ts';
import { Refused, UsageError } from '../surroundings.ts';
import { whichErasure } from '../which-erasure.ts';
import { newestCustomers, sayNothingUnderWay } from './newest-customers.ts';

const IN_TIME = 0;
const LATE = 3;
const EVERY_SECONDS = 2;

export const purgeStatus: Command = {
  name: 'purge status',
  usage: 'crescendo purge status [ERASURE] [--watch [--every SECONDS]] [--json]',
  about: 'How far an erasure is: its clock, whom it waits for, and what each service has left',
  takes: 1,
  options: { watch: { type: 'boolean' }, every: { type: 'string' } },
  help: [
    'Without ERASURE: that of the customer who left last and is not erased yet',
    '--watch          until it is over; with --json only the last look is printed',
    `--every SECONDS  how often to look, at most. Default: ${EVERY_SECONDS}`,
  ],
  exits:
    '0 done, taken back, or on its way in time, 1 refused or failed, 2 not understood, 3 past its planned end or its deadline',
  async run({ positionals: [given], values, api: connect, output, surroundings: { terminal } }) {
    const every = readEvery(values);
    const named = given === undefined ? undefined : whichErasure(given);
    const api = await connect();
    const look = (id: string) => () => api.get(`/operator/erasures/${encodeURIComponent(id)}`, erasureForOperator);
    const show = redrawing(output, terminal);
    const id = named ?? (await newestCustomers(api, output));
    if (id === undefined) {
      await sayNothingUnderWay(api, { output, look, show });
      return IN_TIME;
    }
    const last = values.watch ? await watch(look(id), { every, show, now: api.now }) : await look(id)();
    output.json(last);
    if (!values.watch) show(burnDownView(last, api.now()));
    return last.late ? LATE : IN_TIME;
  },
};

function readEvery(values: Values): number {
  const seconds = Number(text(values.every) ?? EVERY_SECONDS);
  if (!(seconds > 0)) throw new UsageError('--every is a number of seconds.');
  return seconds;
}

/** Polls until it is over. After one successful look, a failed one is reported and retried. */
async function watch(
  look: () => Promise<ErasureForOperator>,
  { every, show, now }: { every: number; show: (view: BurnDownView) => void; now: () => Date },
): Promise<ErasureForOperator> {
  let began = performance.now();
  let last = await look();
  let trouble = '';
  for (;;) {
    const took = performance.now() - began;
    const view = burnDownView(last, now());
    show({ ...view, next: `${view.next}${trouble}` });
    if (last.endedAt !== undefined) return last;
    // Counting many rows loads the databases, so counting takes at most half of the time.
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
