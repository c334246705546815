import { setTimeout as pause } from 'node:timers/promises';
import { newId } from '@crescendo/contracts';
import mongoose from 'mongoose';
import { alternate } from '../alternate.ts';
import type { Benchmark, Finding } from '../benchmark.ts';
import { startProgram } from '../stage/program.ts';
import { median, quantile, ratios } from '../statistics.ts';
import { addCustomer } from './add-customer.ts';
import { customerRows } from './customer-rows.ts';
import type { Erase, Erased } from './service-program.ts';
import type { Latencies, TrafficQuestion } from './traffic-program.ts';

type Way = Erase['erase'];
type Round = Erased & { calm: Latencies; during: Latencies };

/** Reads and units of work of the other customer, in total. */
const PER_SECOND = 20;

/**
 * A customer leaves while another works: how fast their rows are deleted, with the proof, and whether the other
 * notices.
 */
export const purgeBenchmark: Benchmark = {
  name: 'purge',
  about: 'A customer erased, counted and verified, against a bare deleteMany; another one works meanwhile',
  async run(bench) {
    const size = bench.quick ? { people: 500, rows: 10_000 } : { people: 10_000, rows: 200_000 };
    const [rounds, calmMs] = bench.quick ? [2, 2_000] : [4, 8_000];
    const { adminUri, database } = await bench.engines();
    const env = { MONGODB_URI: await database('bench_purge') };
    const admin = new mongoose.mongo.MongoClient(adminUri);
    const db = admin.db('bench_purge');
    const here = (file: string) => `${import.meta.dirname}/${file}`;
    const execArgv = ['--expose-gc'];
    const eraser = await startProgram(here('service-program.ts'), { env, execArgv });
    const traffic = await startProgram(here('traffic-program.ts'), { env });
    const told = (question: TrafficQuestion) => traffic.ask<Latencies>(question);
    const found: Record<Way, Round[]> = { ours: [], bare: [] };
    const rows = await customerRows();
    try {
      const staying = newId('tenant');
      await addCustomer(db, rows, { tenant: staying, ...size });
      await told({ begin: { tenant: staying, perSecond: PER_SECOND } });
      const round = (erase: Way) => async () => {
        const tenant = newId('tenant');
        await addCustomer(db, rows, { tenant, ...size });
        await pause(2_000, undefined, { signal: bench.signal }); // work left over from the inserts
        await told({ seen: true });
        await pause(calmMs, undefined, { signal: bench.signal });
        const calm = await told({ seen: true });
        const erased = await eraser.ask<Erased>({ erase, tenant } satisfies Erase);
        const during = await told({ seen: true });
        if (erased.rows !== size.rows) throw new Error(`${erased.rows} of ${size.rows} rows were erased`);
        found[erase].push({ ...erased, calm, during });
        return erased.rows / erased.seconds;
      };
      const rates = await alternate(
        { ours: round('ours'), bare: round('bare') },
        { rounds, onRound: (at, { ours, bare }) => bench.say(`round ${at}: ${ours.toFixed(0)}, ${bare.toFixed(0)}`) },
      );
      return findings(rates, { ours: found.ours.slice(1), bare: found.bare.slice(1) }, size);
    } finally {
      await eraser.stop();
      await traffic.stop();
      await admin.close();
    }
  },
};

function findings(
  rates: Record<Way, number[]>,
  { ours, bare }: Record<Way, Round[]>,
  { people, rows }: { people: number; rows: number },
): Finding[] {
  const seconds = median(ours.map((round) => round.seconds));
  const most = (of: (memory: Erased['memory']) => number) =>
    Math.max(...ours.map(({ memory }) => of(memory))).toFixed(0);
  return [
    {
      what: `rows/s of a customer with ${people} people and ${rows} rows, from the fence to the second count, against a bare hinted deleteMany of the same`,
      result: { ratio: ratios(rates.ours, rates.bare) },
      goal: 0.8,
      here: `${median(rates.ours).toFixed(0)}/s (${seconds.toFixed(1)} s) against ${median(rates.bare).toFixed(0)}/s`,
    },
    {
      what: 'memory of the process that erases: by how much it grows; the most that its heap holds',
      result: { value: `${most(({ before, after }) => after - before)} MB; ${most(({ heapPeak }) => heapPeak)} MB` },
    },
    ...(['reads', 'units'] as const).map((kind) => ({
      what: `${kind === 'reads' ? 'small reads' : 'units of work'} of another customer as large, before; during it; during the bare deleteMany: median, p99`,
      result: {
        value: [
          [...ours, ...bare].flatMap(({ calm }) => calm[kind]),
          ours.flatMap(({ during }) => during[kind]),
          bare.flatMap(({ during }) => during[kind]),
        ]
          .map(latency)
          .join('; '),
      },
    })),
  ];
}

const latency = (ms: number[]): string =>
  ms.length === 0 ? 'none' : `${median(ms).toFixed(0)} ms, ${quantile(ms, 0.99).toFixed(0)} ms`;
