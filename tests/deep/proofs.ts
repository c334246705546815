/** A heavy proof: it runs only after a change that could break it. */
export type Proof = {
  name: string;
  /** Test files, which belong to their projects like all others. Other stages of `npm test` leave them out. */
  files: readonly string[];
  /** All files whose change could break it, as globs from the root. Other test files (`*.test.ts`) do not count. */
  inputs: readonly string[];
};

/** What every test depends on: the versions of Node and of libraries, and the configuration of tests. */
const ground = [
  'package.json',
  'pnpm-lock.yaml',
  'pnpm-workspace.yaml',
  'tsconfig.json',
  'vitest.config.ts',
  'packages/dev/bootstrap/tools.mjs',
  'packages/{contracts,engines}/**',
  'tests/package.json',
  'tests/setup/**',
];

/** Toy services built on the chassis. */
const chassis = [...ground, 'packages/{chassis,chassis-testing,clock,keyring,scan}/**'];

/** Every service as a process, with simulated Slack. */
const system = [...chassis, 'packages/{cli,dev,receipt,simulators}/**', 'services/**'];

/** A system under faults, with people and checks of the results. */
const faults = [...system, 'tests/faults/**'];

export const proofs: readonly Proof[] = [
  {
    name: 'delivery',
    files: [
      'packages/chassis-testing/src/conformance/conformance.int.test.ts',
      'packages/chassis-testing/src/conformance/mutations.int.test.ts',
      'packages/chassis/src/dead-letters/redrive.int.test.ts',
    ],
    inputs: chassis,
  },
  {
    name: 'races',
    files: ['services/ingestion/src/one-id.int.test.ts', 'services/personalization/src/handlers/any-order.int.test.ts'],
    inputs: [...chassis, 'packages/simulators/**', 'services/{ingestion,personalization}/**'],
  },
  {
    name: 'system',
    files: [
      'tests/system/dead-letters.test.ts',
      'tests/system/erased-person.test.ts',
      'tests/system/purged-tenant.test.ts',
      'tests/system/seats.test.ts',
      'tests/system/unknown-sending.test.ts',
      'tests/system/weekly-participation.test.ts',
    ],
    inputs: [...system, 'tests/{system,faults}/**'],
  },
  { name: 'drill', files: ['tests/faults/drill.test.ts'], inputs: faults },
  { name: 'loses-nothing', files: ['tests/faults/loses-nothing.test.ts'], inputs: faults },
  { name: 'stops', files: ['tests/faults/stops.test.ts'], inputs: faults },
  {
    name: 'launcher',
    files: ['tests/faults/launcher-kills.test.ts'],
    inputs: faults,
  },
  {
    name: 'erasure',
    files: [
      'tests/faults/erasure.test.ts',
      'tests/faults/erasure/processes.test.ts',
      'tests/faults/erasure/scan/scan.test.ts',
      'tests/faults/purge-with-a-service-away.test.ts',
    ],
    inputs: faults,
  },
  {
    name: 'edge',
    files: [
      'tests/faults/edge/first-clicks.test.ts',
      'tests/faults/edge/refused-clicks.test.ts',
      'tests/faults/two-gateways.test.ts',
    ],
    inputs: faults,
  },
];

export const deepFiles: readonly string[] = proofs.flatMap(({ files }) => files);
