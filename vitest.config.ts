import { availableParallelism } from 'node:os';
import { configDefaults, defineConfig } from 'vitest/config';

const exclude = [...configDefaults.exclude, '**/.tools/**', '**/.crescendo/**'];

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
          testTimeout: 20_000,
        },
      },
      {
        test: {
          name: 'int',
          include: ['{packages,services,tests}/**/*.int.test.ts'],
          exclude,
          globalSetup: 'tests/setup/engines.ts',
          testTimeout: 30_000,
          hookTimeout: 60_000,
        },
      },
      ...[
        { name: 'promises', include: ['tests/{promises,system}/**/*.test.ts'], globalSetup: 'tests/setup/system.ts' },
        { name: 'browser', include: ['tests/browser/**/*.test.ts'], globalSetup: 'tests/setup/system.ts' },
        { name: 'faults', include: ['tests/faults/**/*.test.ts'] },
      ].map((project) => ({
        test: { ...project, exclude, fileParallelism: false, testTimeout: 120_000, hookTimeout: 120_000 },
      })),
    ],
  },
});
