import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { type ServiceName, services } from '@crescendo/contracts';
import { type System, startSystem } from '@crescendo/dev';
import type { Benchmark, Finding } from '../benchmark.ts';
import { cpuSeconds, memoryMb } from '../stage/cpu-time.ts';
import { spread } from '../statistics.ts';
import { addDocuments } from './documents.ts';

/** The services whose collections grow with traffic, and which look into them while idle. */
const grown: readonly ServiceName[] = ['gateway', 'ingestion', 'personalization'];

/** The cost of the whole idle system, also with ten times as much in its databases. */
export const idleBenchmark: Benchmark = {
  name: 'idle',
  about: 'Processor and memory of the whole system at rest; memory with ten times the documents',
  async run(bench) {
    const { say, signal, quick } = bench;
    const [seconds, documents] = quick ? [10, 1_000] : [60, 5_000];
    const system = await startSystem({
      dir: join(bench.dir, 'idle'),
      ports: 'free',
      slackLimits: 'wide',
      say,
      signal,
    });
    try {
      await addDocuments(system.mongodb.adminUri, grown, documents);
      await pause(10_000, undefined, { signal }); // work left over from the start
      say(`looking on for ${seconds} s`);
      const before = cpuOf(system);
      await pause(seconds * 1_000, undefined, { signal });
      const shares = new Map(
        [...cpuOf(system)].map(([name, cpu]) => [name, ((cpu - (before.get(name) ?? 0)) / seconds) * 100]),
      );
      const memory = memoryOf(system);
      await addDocuments(system.mongodb.adminUri, grown, 9 * documents);
      await pause(10_000, undefined, { signal });
      return findings({ shares, memory, later: memoryOf(system), documents });
    } finally {
      await system.stop();
    }
  },
};

type ByProcess = ReadonlyMap<string, number>;

function findings(found: { shares: ByProcess; memory: ByProcess; later: ByProcess; documents: number }): Finding[] {
  const { shares, memory, later, documents } = found;
  const ofServices = (values: ByProcess) => spread(services.map((name) => values.get(name) ?? Number.NaN));
  const cpu = ofServices(shares);
  const mb = ofServices(memory);
  const of = (values: ByProcess, name: string, unit: string) =>
    `${name} ${(values.get(name) ?? Number.NaN).toFixed(unit === '%' ? 1 : 0)} ${unit}`;
  const total = (values: ByProcess) => [...values.values()].reduce((sum, value) => sum + value, 0);
  const growth = grown.map((name) => (later.get(name) ?? 0) / (memory.get(name) ?? Number.NaN));
  return [
    {
      what: 'processor at rest, of one core: a service (the median; least to greatest); everything together',
      result: {
        value: `${cpu.median.toFixed(1)} % (${cpu.least.toFixed(1)} to ${cpu.most.toFixed(1)}); ${total(shares).toFixed(0)} %`,
      },
      here: ['database', 'Kafka', 'Slack'].map((name) => of(shares, name, '%')).join(', '),
    },
    {
      what: 'memory at rest: a service; everything together',
      result: {
        value: `${mb.median.toFixed(0)} MB (${mb.least.toFixed(0)} to ${mb.most.toFixed(0)}); ${total(memory).toFixed(0)} MB`,
      },
      here: ['database', 'Kafka', 'Slack'].map((name) => of(memory, name, 'MB')).join(', '),
    },
    {
      what: `memory of a service with ten times the documents (${documents} to ${10 * documents} in each of inbox and outbox), against before`,
      result: { ratio: spread(growth) },
    },
  ];
}

const processesOf = ({ services: running, kafka, mongodb, slack }: System): [string, number][] =>
  [
    ...services.map((name) => [name, running[name].pid] as const),
    ['Kafka', kafka.pid] as const,
    ['database', mongodb.pid] as const,
    ['Slack', slack.pid] as const,
  ].flatMap(([name, pid]) => (pid === undefined ? [] : [[name, pid] as [string, number]]));

const cpuOf = (system: System): ByProcess => new Map(processesOf(system).map(([name, pid]) => [name, cpuSeconds(pid)]));
const memoryOf = (system: System): ByProcess =>
  new Map(processesOf(system).map(([name, pid]) => [name, memoryMb(pid)]));
