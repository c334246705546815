import type { KafkaProxy } from '@crescendo/engines';
import { type EngineName, type Engines, startEngines } from '@crescendo/engines';
import type { PortPlan } from './port-plan.ts';

/** Engines that restart on the same data when they end unasked. */
export async function startKeptEngines(options: {
  dir: string;
  ports: PortPlan;
  given?: { brokers?: string; mongodbUri?: string };
  kafkaProxy?: KafkaProxy;
  signal?: AbortSignal;
  say: (line: string) => void;
  onChange: () => void;
}): Promise<Engines> {
  const { say } = options;
  async function restart(name: EngineName) {
    say(`${name} ended without having been asked to, and starts again`);
    await (name === 'Kafka' ? engines.kafka : engines.mongodb).start();
    options.onChange();
  }
  const engines = await startEngines({
    dir: options.dir,
    ports: { kafka: options.ports.kafka, mongodb: options.ports.mongodb },
    given: options.given,
    onProgress: say,
    ...(options.kafkaProxy && { kafkaProxy: options.kafkaProxy }),
    signal: options.signal,
    onCrash: (name) => void restart(name).catch((error: unknown) => say(String(error))),
  });
  return engines;
}
