import type { Benchmark } from './benchmark.ts';
import { consumeBenchmark } from './consume/consume.bench.ts';
import { endToEndBenchmark } from './end-to-end/end-to-end.bench.ts';
import { gatewayBenchmark } from './gateway/gateway.bench.ts';
import { idleBenchmark } from './idle/idle.bench.ts';
import { purgeBenchmark } from './purge/purge.bench.ts';
import { relayBenchmark } from './relay/relay.bench.ts';
import { sealingBenchmark } from './sealing/sealing.bench.ts';
import { startUpBenchmark } from './start-up/start-up.bench.ts';

/** In the order of the table. */
export const benchmarks: readonly Benchmark[] = [
  gatewayBenchmark,
  consumeBenchmark,
  relayBenchmark,
  endToEndBenchmark,
  purgeBenchmark,
  sealingBenchmark,
  idleBenchmark,
  startUpBenchmark,
];
