import { join } from 'node:path';
import { freePort } from '../../../packages/dev/src/engines/ports.ts';
import { alternate } from '../alternate.ts';
import type { Bench, Benchmark, Finding } from '../benchmark.ts';
import { type Program, startProgram } from '../stage/program.ts';
import { median, ratios } from '../statistics.ts';
import { BARE_TOPIC, type EdgeSystem, startEdgeSystem } from './edge-system.ts';
import type { LoadAsked, LoadFound } from './load-program.ts';

const CONNECTIONS = 32;
const file = (name: string) => join(import.meta.dirname, name);

type Ports = { bare: number; ours: number; traced: number; bolt: number };

/** A signed Slack event of 1.1 kB to Kafka's acknowledgement: the real gateway beside what anybody would write. */
export const gatewayBenchmark: Benchmark = {
  name: 'gateway',
  about: 'A signed Slack event until Kafka has it, against bare Express and against Slack’s Bolt',
  async run(bench) {
    const edge = await startEdgeSystem(bench);
    const programs: Program[] = [];
    try {
      const ports = await startContenders(edge, programs);
      const load = await startProgram(file('load-program.ts'));
      programs.push(load);
      const ask = (port: number, rest: { count: number; rate?: number }) =>
        load.ask<LoadFound>({ target: edge.target, port, connections: CONNECTIONS, ...rest } satisfies LoadAsked);
      return await measured(bench, ports, ask);
    } finally {
      await Promise.all(programs.map((program) => program.stop()));
      await edge.stop();
    }
  },
};

async function startContenders({ system, startGateway }: EdgeSystem, programs: Program[]): Promise<Ports> {
  const { kafka, slack } = system;
  const env = { KAFKA_BROKERS: kafka.brokers, SIGNING_SECRET: slack.signingSecret, TOPIC: BARE_TOPIC };
  const start = async (name: string, more: Record<string, string> = {}) => {
    const program = await startProgram(file(name), { env: { ...env, ...more } });
    programs.push(program);
    return await program.ask<number>('port');
  };
  const sink = await start('span-sink-program.ts');
  return {
    bare: await start('bare-express-program.ts'),
    bolt: await start('bolt-receiver-program.ts', { PORT: String(await freePort()) }),
    ours: await startGateway('gateway-untraced', {}),
    traced: await startGateway('gateway-traced', {
      OTEL_TRACES_EXPORTER: 'otlp',
      OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: `http://127.0.0.1:${sink}/v1/traces`,
    }),
  };
}

async function measured(
  bench: Bench,
  ports: Ports,
  ask: (port: number, rest: { count: number; rate?: number }) => Promise<LoadFound>,
): Promise<Finding[]> {
  const [rounds, count] = bench.quick ? [2, 1_500] : [7, 4_000];
  const saturated = (port: number) => async () => (await ask(port, { count })).perSecond;
  const rates = await alternate(
    {
      bare: saturated(ports.bare),
      ours: saturated(ports.ours),
      traced: saturated(ports.traced),
      bolt: saturated(ports.bolt),
    },
    { rounds, onRound: (round, found) => bench.say(`round ${round}: ${inWords(found)}`) },
  );
  const halfLoad = (port: number, perSecond: number[]) => async () =>
    (await ask(port, { count: Math.round(median(perSecond)), rate: median(perSecond) / 2 })).p99;
  const p99 = await alternate(
    { bare: halfLoad(ports.bare, rates.bare), ours: halfLoad(ports.ours, rates.ours) },
    { rounds: bench.quick ? 1 : 3, onRound: (round, found) => bench.say(`p99 in round ${round}: ${inWords(found)}`) },
  );
  const here = (ours: number[], other: number[]) =>
    `${median(ours).toFixed(0)}/s against ${median(other).toFixed(0)}/s`;
  const rate = (what: string, goal: number, [ours, other]: [number[], number[]]): Finding => ({
    what,
    result: { ratio: ratios(ours, other) },
    goal,
    here: here(ours, other),
  });
  return [
    rate('events/s, tracing off, against bare Express', 0.9, [rates.ours, rates.bare]),
    rate('events/s, tracing on, against bare Express', 0.75, [rates.traced, rates.bare]),
    rate('events/s, tracing off, against Bolt’s HTTP receiver', 2, [rates.ours, rates.bolt]),
    {
      what: 'p99 at half of its own saturation; bare Express at half of its own',
      result: { value: `${median(p99.ours).toFixed(1)} ms; ${median(p99.bare).toFixed(1)} ms` },
    },
  ];
}

const inWords = (found: Record<string, number>) =>
  Object.entries(found)
    .map(([name, value]) => `${name} ${value.toFixed(value < 100 ? 1 : 0)}`)
    .join(', ');
