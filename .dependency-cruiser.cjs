/** What may import what. `tests/checks/boundaries.test.ts` proves that these rules see the modules and catch what they name. */
const OURS = '^(services|packages|tests)/';
const TESTS = ['^tests/', '\\.test\\.tsx?$', '/testing/', '/src/testing\\.ts$', '^packages/chassis-testing/'];
/** What a developer's machine needs, and no image. */
const DEVELOPMENT = '^packages/(dev|engines|scan|simulators|chassis-testing)/';

const only = (name, { library, comment, may }) => ({
  name,
  severity: 'error',
  comment,
  from: { path: OURS, pathNot: may },
  to: { path: `(^|/)node_modules/${library}` },
});

/** The rooms of the chassis, each resting on those before it. What stands beside them may use all. */
const chassisRooms = [
  ...['waiting', 'store', 'telemetry', 'wire', 'fences', 'outbox', 'ledger', 'handlers'],
  ...['http', 'jobs', 'process', 'effects', 'dead-letters', 'erasure', 'consume', 'gauges'],
];
const pointingDown = chassisRooms.slice(0, -1).map((room, at) => ({
  name: `chassis-${room}-points-down`,
  severity: 'error',
  comment: 'A reader of a room needs no room above it.',
  from: { path: `^packages/chassis/src/${room}/`, pathNot: TESTS },
  to: { path: `^packages/chassis/src/(${chassisRooms.slice(at + 1).join('|')})/` },
}));

module.exports = {
  forbidden: [
    {
      name: 'no-service-imports-another',
      severity: 'error',
      comment: 'Services know each other by events and HTTP.',
      from: { path: '^services/([^/]+)/' },
      to: { path: '^services/', pathNot: '^services/$1/' },
    },
    {
      name: 'no-package-imports-a-service',
      severity: 'error',
      from: { path: '^packages/' },
      to: { path: '^services/' },
    },
    {
      name: 'contracts-import-nothing-of-ours',
      severity: 'error',
      from: { path: '^packages/contracts/' },
      to: { path: OURS, pathNot: '^packages/contracts/' },
    },
    {
      name: 'receipts-need-nothing-that-runs',
      severity: 'error',
      comment: 'Who checks one needs no service, and no part of one.',
      from: { path: '^packages/receipt/' },
      to: { path: OURS, pathNot: '^packages/(receipt|contracts)/' },
    },
    {
      name: 'dev-is-in-no-image',
      severity: 'error',
      comment: 'What runs in production imports nothing of the development tools; its tests may.',
      from: { path: '^(services|packages)/', pathNot: [DEVELOPMENT, ...TESTS] },
      to: { path: DEVELOPMENT },
    },
    {
      name: 'the-chassis-is-used-by-its-index',
      severity: 'error',
      comment: 'Its rooms may move. Only what tests the chassis looks inside.',
      from: { path: OURS, pathNot: ['^packages/chassis/', ...TESTS] },
      to: { path: '^packages/chassis/src/', pathNot: '^packages/chassis/src/index\\.ts$' },
    },
    {
      name: 'engines-know-no-program-of-ours',
      severity: 'error',
      from: { path: '^packages/engines/' },
      to: { path: OURS, pathNot: '^packages/(engines|contracts)/' },
    },
    {
      name: 'the-command-line-speaks-to-apis',
      severity: 'error',
      comment: 'It knows what is said over HTTP, what a receipt is, and no database, broker or service.',
      from: { path: '^packages/cli/' },
      to: { path: OURS, pathNot: '^packages/(cli|contracts|receipt)/' },
    },
    only('kafkajs-only-on-the-wire', {
      library: 'kafkajs/',
      comment: 'So that the client can change.',
      may: ['^packages/chassis/src/(wire|consume)/', '^packages/(engines|scan)/', ...TESTS],
    }),
    only('mongoose-only-in-the-store', {
      library: '(mongoose|mongodb)/',
      may: ['^packages/chassis/src/store/', '^packages/(engines|scan)/', ...TESTS],
    }),
    only('slack-only-at-its-door', {
      library: '@slack/',
      comment: "Tokens never leave the gateway; ingestion speaks through the gateway's proxy.",
      may: ['^services/(gateway|ingestion)/', ...TESTS],
    }),
    only('stripe-only-in-billing-and-at-the-door', {
      library: 'stripe/',
      may: ['^services/(billing|gateway)/', ...TESTS],
    }),
    {
      name: 'no-circle',
      severity: 'error',
      comment: 'Data flows one way, and types follow it. The played Slack and its deliveries hold each other.',
      from: { path: OURS, pathNot: '^packages/simulators/slack/src/(slack\\.ts$|deliveries/)' },
      to: { circular: true },
    },
    ...pointingDown,
    {
      name: 'no-unresolvable',
      severity: 'error',
      from: { path: OURS },
      to: { couldNotResolve: true },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)(\\.tools|\\.crescendo)/' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
      extensions: ['.ts', '.tsx', '.mts', '.mjs', '.js', '.cjs', '.json'],
      mainFields: ['module', 'main', 'types'],
    },
  },
};
