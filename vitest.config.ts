import { availableParallelism } from 'node:os';
import { configDefaults, defineConfig } from 'vitest/config';
import { deepFiles } from './tests/deep/proofs.ts';

/** Limits end what hangs; how fast a machine is, and what else it does, must not decide a test. */
const MINUTE_MS = 60_000;
const expect = { poll: { timeout: MINUTE_MS } };

/** The stages of `npm test` leave out what is proven apart; whoever names a file runs it. */
const apart = process.env.CRESCENDO_WITHOUT_DEEP === '1' ? deepFiles : [];
const exclude = [...configDefaults.exclude, '**/.tools/**', '**/.crescendo/**', ...apart];

export default defineConfig({
  test: {
    // Tests with engines mostly wait: two at a time also where there are only two cores.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    projects: [
      {
        test: {
          name: 'unit',
          include: ['{packages,services,tests}/**/*.test.ts'],
          exclude: [...exclude, '**/*.int.test.ts', 'tests/{promises,system,browser,faults}/**'],
          // Files share a process: three times as fast, and a test that leaves something behind shows.
          isolate: false,
          testTimeout: 2 * MINUTE_MS,
          hookTimeout: 2 * MINUTE_MS,
          expect,
        },
      },
      {
        test: {
          name: 'int',
          include: ['{packages,services,tests}/**/*.int.test.ts'],
          exclude,
          globalSetup: 'tests/setup/engines.ts',
          setupFiles: 'tests/setup/indexes.ts',
          testTimeout: 3 * MINUTE_MS,
          hookTimeout: 3 * MINUTE_MS,
          expect,
        },
      },
      ...[
        { name: 'promises', include: ['tests/{promises,system}/**/*.test.ts'], globalSetup: 'tests/setup/system.ts' },
        { name: 'browser', include: ['tests/browser/**/*.test.ts'], globalSetup: 'tests/setup/system.ts' },
        { name: 'faults', include: ['tests/faults/**/*.test.ts'] },
      ].map((project) => ({
        test: {
          ...project,
          exclude,
          fileParallelism: false,
          testTimeout: 5 * MINUTE_MS,
          hookTimeout: 5 * MINUTE_MS,
          expect,
        },
      })),
    ],
  },
});
