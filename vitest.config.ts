import { configDefaults, defineConfig } from 'vitest/config';

const exclude = [...configDefaults.exclude, '**/.tools/**', '**/.crescendo/**'];

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: ['{packages,services,tests}/**/*.test.ts'],
          exclude: [...exclude, '**/*.int.test.ts', 'tests/{promises,browser,faults}/**'],
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
      ...['promises', 'browser', 'faults'].map((name) => ({
        test: {
          name,
          include: [`tests/${name}/**/*.test.ts`],
          exclude,
          fileParallelism: false,
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      })),
    ],
  },
});
