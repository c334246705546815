import { join } from 'node:path';
import { freePort } from '../../../packages/engines/src/ports.ts';
import { alternate } from '../alternate.ts';
import type { Bench, Benchmark, Finding } from '../benchmark.ts';
import { cpuSeconds } from '../stage/cpu-time.ts';
import { type Program, startProgram } from '../stage/program.ts';
import { median, ratios } from '../statistics.ts';
import { BARE_TOPIC, type EdgeSystem, type Server, startEdgeSystem } from './edge-system.ts';
import type { LoadAsked, LoadFound } from './load-program.ts';

const CONNECTIONS = 32;
const file = (name: string) => join(import.meta.dirname, name);

type Contenders = Record<'bare' | 'ours' | 'traced' | 'bolt', Server>;
type Ask = (server: Server, load: { count: number; rate?: number }) => Promise<LoadFound>;

/**
 * A signed Slack event of 1.1 kB to Kafka's acknowledgement: the real gateway compared with the obvious first version.
 */
export const gatewayBenchmark: Benchmark = {
  name: 'gateway',
  about: 'A signed Slack event until Kafka has it, against bare Express and against Slack’s Bolt',
  async run(bench) {
    const edge = await startEdgeSystem(bench);
    const programs: Program[] = [];
    try {
      const contenders = await startContenders(edge, programs);
      const load = await startProgram(file('load-program.ts'));
      programs.push(load);
      return await measured(bench, contenders, ({ port }, rest) =>
        load.ask<LoadFound>({ target: edge.target, port, connections: CONNECTIONS, ...rest } satisfies LoadAsked),
      );
    } finally {
      await Promise.all(programs.map((program) => program.stop()));
      await edge.stop();
    }
  },
};

async function startContenders({ system, startGateway }: EdgeSystem, programs: Program[]): Promise<Contenders> {
  const { kafka, slack } = system;
  const env = { KAFKA_BROKERS: kafka.brokers, SIGNING_SECRET: slack.signingSecret, TOPIC: BARE_TOPIC };
  const start = async (name: string, more: Record<string, string> = {}): Promise<Server> => {
    const program = await startProgram(file(name), { env: { ...env, ...more } });
    programs.push(program);
    return { port: await program.ask<number>('port'), pid: program.pid };
  };
  const sink = await start('span-sink-program.ts');
  return {
    bare: await start('bare-express-program.ts'),
    bolt: await start('bolt-receiver-program.ts', { PORT: String(await freePort()) }),
    ours: await startGateway('gateway-untraced', {}),
    traced: await startGateway('gateway-traced', {
      OTEL_TRACES_EXPORTER: 'otlp',
      OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: `http://127.0.0.1:${sink.port}/v1/traces`,
    }),
  };
}

async function measured(bench: Bench, contenders: Contenders, ask: Ask): Promise<Finding[]> {
  const [rounds, count] = bench.quick ? [2, 1_500] : [7, 4_000];
  const micros: Record<keyof Contenders, number[]> = { bare: [], ours: [], traced: [], bolt: [] };
  const saturated = (name: keyof Contenders) => async () => {
    const server = contenders[name];
    const before = cpuSeconds(server.pid);
    const { perSecond } = await ask(server, { count });
    micros[name].push(((cpuSeconds(server.pid) - before) / count) * 1e6);
    return perSecond;
  };
  const rates = await alternate(
    { bare: saturated('bare'), ours: saturated('ours'), traced: saturated('traced'), bolt: saturated('bolt') },
    { rounds, onRound: (round, found) => bench.say(`round ${round}: ${inWords(found)}`) },
  );
  const halfLoad = (name: 'bare' | 'ours') => async () => {
    const perSecond = median(rates[name]);
    return (await ask(contenders[name], { count: Math.round(perSecond), rate: perSecond / 2 })).p99;
  };
  const p99 = await alternate(
    { bare: halfLoad('bare'), ours: halfLoad('ours') },
    { rounds: bench.quick ? 1 : 3, onRound: (round, found) => bench.say(`p99 in round ${round}: ${inWords(found)}`) },
  );
  const here = (name: keyof Contenders) =>
    `${median(rates[name]).toFixed(0)}/s at ${median(micros[name].slice(1)).toFixed(0)} µs of a core each`;
  const rate = (what: string, goal: number, [ours, other]: [keyof Contenders, keyof Contenders]): Finding => ({
    what,
    result: { ratio: ratios(rates[ours], rates[other]) },
    goal,
    here: `${here(ours)}, against ${here(other)}`,
  });
  return [
    rate('events/s, tracing off, against bare Express', 0.9, ['ours', 'bare']),
    rate('events/s, tracing on, against bare Express', 0.75, ['traced', 'bare']),
    rate('events/s, tracing off, against Bolt’s HTTP receiver', 2, ['ours', 'bolt']),
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
