import { parseArgs } from 'node:util';
import { stopSignal } from '@crescendo/dev';
import { type OwnSystem, ownSystem } from '../own-system.ts';
import { gather } from './crowd.ts';
import { type Away, liveThroughOutage } from './outage.ts';
import { render } from './render.ts';

/** `npm run outage`: puts a running system through outages while people click, and says whether all promises held. */
const givenUp = stopSignal();
const print = (line: string) => void process.stdout.write(`${line}\n`);
const everything: readonly Away[] = ['broker', 'database', 'both'];

type Options = ReturnType<typeof readOptions>;

function readOptions() {
  const { values } = parseArgs({
    options: {
      minutes: { type: 'string', default: '10' },
      clicks: { type: 'string', default: '200' },
      events: { type: 'string', default: '50' },
      people: { type: 'string', default: '40' },
      away: { type: 'string', default: everything.join(',') },
      'other-minutes': { type: 'string', default: '2' },
    },
  });
  const number = (name: 'minutes' | 'other-minutes' | 'clicks' | 'events' | 'people') => {
    const value = Number(values[name]);
    if (!Number.isFinite(value) || value < 0) throw new Error(`--${name} has to be a number`);
    return value;
  };
  const asked = values.away.split(',');
  const away = everything.filter((each) => asked.includes(each));
  if (away.length !== asked.length) throw new Error(`--away takes some of ${everything.join(',')}`);
  return {
    away,
    minutes: number('minutes'),
    otherMinutes: number('other-minutes'),
    clicks: number('clicks'),
    events: number('events'),
    people: number('people'),
  };
}

/** Resolves to whether every promise held. */
async function run(system: OwnSystem, options: Options): Promise<boolean> {
  const { away, minutes, otherMinutes, clicks, events, people } = options;
  let asPromised = true;
  for (const each of away) {
    print(`Gathering ${people} people`);
    const crowd = await gather(system.client, { learners: people, movers: Math.max(1, Math.ceil(events / 2)) });
    const seconds = 60 * (each === 'broker' ? minutes : otherMinutes);
    print(`Taking away: ${each}, for ${seconds} s`);
    const report = await liveThroughOutage(system, crowd, {
      away: each,
      seconds,
      clicks,
      events,
      answeredWithinMs: 2_000,
      untilAllTaken: true,
    });
    print(['', ...render(report), ''].join('\n'));
    asPromised &&= report.broken.length === 0;
  }
  return asPromised;
}

const aborted = (signal: AbortSignal) =>
  new Promise<undefined>((resolve) => signal.addEventListener('abort', () => resolve(undefined), { once: true }));

try {
  const options = readOptions();
  print('Starting a system of its own');
  const system = await ownSystem();
  try {
    const kept = await Promise.race([run(system, options), aborted(givenUp)]);
    if (kept !== undefined) print(kept ? 'Every promise held' : 'Not every promise held');
    process.exitCode = kept ? 0 : 1;
  } finally {
    await system.forget();
  }
} catch (error) {
  print(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
process.exit(); // a cancelled run may still be waiting for something
