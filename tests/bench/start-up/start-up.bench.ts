import { join } from 'node:path';
import type { ServiceName } from '@crescendo/contracts';
import { startSystem } from '@crescendo/dev';
import type { Benchmark } from '../benchmark.ts';
import { median } from '../statistics.ts';

const measured: readonly ServiceName[] = ['gateway', 'personalization'];

/** How long the start takes with packages and engines already fetched. */
export const startUpBenchmark: Benchmark = {
  name: 'start-up',
  about: 'The whole system from nothing to ready, and a single service',
  async run(bench) {
    const { say, signal } = bench;
    const dir = join(bench.dir, 'start-up');
    const started = performance.now();
    const system = await startSystem({ dir, ports: 'free', slackLimits: 'wide', say, signal });
    const whole = performance.now() - started;
    try {
      const findings = [
        {
          what: 'the whole system, engines, seven services and Slack, until everything is ready',
          result: { value: `${(whole / 1_000).toFixed(1)} s` },
        },
      ];
      for (const name of measured) {
        const times: number[] = [];
        for (let round = 0; round < (bench.quick ? 1 : 3); round++) {
          await system.killService(name, 'SIGTERM');
          const began = performance.now();
          await system.startService(name);
          times.push(performance.now() - began);
        }
        findings.push({
          what: `${name} alone, until ready`,
          result: { value: `${(median(times) / 1_000).toFixed(1)} s` },
        });
      }
      return findings;
    } finally {
      await system.stop();
    }
  },
};
