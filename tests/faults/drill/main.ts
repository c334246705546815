import { parseArgs } from 'node:util';
import { stopSignal } from '../../../packages/dev/src/stop-signal.ts';
import { runDrill } from './drill.ts';
import { seeded } from './random.ts';
import { reportOf } from './report.ts';
import { wholeSchedule } from './schedule.ts';

/**
 * `npm run drill`: sends events through three services while everything fails. The verdict is the last line and the
 * exit code.
 */
const EVENTS = 10_000;
/** With fewer, all could pass between the faults. */
const LEAST_EVENTS = 1_000;
/** At least a hundred copies for 10,000 events. */
const EVENTS_PER_COPY = 100;

const signal = stopSignal();
const startedAt = Date.now();
const say = (line: string) =>
  void process.stdout.write(`${String(Math.round((Date.now() - startedAt) / 1000)).padStart(4)} s  ${line}\n`);

function readOptions(): { events: number; seed: number } {
  const { values } = parseArgs({ options: { events: { type: 'string' }, seed: { type: 'string' } } });
  const events = Number(values.events ?? EVENTS);
  const seed = Number(values.seed ?? Math.floor(Math.random() * 1_000_000));
  if (!Number.isInteger(events) || events < LEAST_EVENTS)
    throw new Error(`--events is a whole number from ${LEAST_EVENTS}`);
  if (!Number.isInteger(seed) || seed < 0) throw new Error('--seed is a whole number');
  return { events, seed };
}

async function main({ events, seed }: { events: number; seed: number }): Promise<void> {
  say(`${events} events, faults of seed ${seed}`);
  const copies = Math.floor(events / EVENTS_PER_COPY);
  const schedule = wholeSchedule(seeded(seed), { copies });
  try {
    const result = await runDrill({ events, schedule, database: 'fast', copies, say, signal });
    process.stdout.write(reportOf(result));
    process.exitCode = result.wrong.length === 0 ? 0 : 1;
  } catch (error) {
    if (!signal.aborted && error instanceof Error) say(error.stack ?? error.message);
    process.stdout.write(`\ndrill failed: ${signal.aborted ? 'given up' : 'it broke off, see above'}\n`);
    process.exitCode = 1;
  }
}

try {
  await main(readOptions());
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
  process.exitCode = 2;
}
