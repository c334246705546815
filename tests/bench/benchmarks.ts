import type { Benchmark } from './benchmark.ts';
import { consumeBenchmark } from './consume/consume.bench.ts';
import { gatewayBenchmark } from './gateway/gateway.bench.ts';
import { relayBenchmark } from './relay/relay.bench.ts';
import { sealingBenchmark } from './sealing/sealing.bench.ts';

/** In the order of the table. */
export const benchmarks: readonly Benchmark[] = [gatewayBenchmark, consumeBenchmark, relayBenchmark, sealingBenchmark];
