import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { cruise, type ICruiseResult } from 'dependency-cruiser';
import { afterAll, expect, test } from 'vitest';

const root = resolve(import.meta.dirname, '../..');
const { forbidden, options } = createRequire(import.meta.url)(join(root, '.dependency-cruiser.cjs'));
const planted = mkdtempSync(join(tmpdir(), 'crescendo-boundaries-'));
afterAll(() => rmSync(planted, { recursive: true, force: true }));

async function cruised(baseDir: string, folders: string[]): Promise<ICruiseResult> {
  const { output } = await cruise(folders, { ...options, baseDir, validate: true, ruleSet: { forbidden } });
  if (typeof output === 'string') throw new Error(output);
  return output;
}

test('the check reads our modules and what they import', async () => {
  const { modules } = await cruised(root, ['packages/engines/src']);
  const engines = modules.find(({ source }) => source === 'packages/engines/src/engines.ts');
  expect(engines?.dependencies.map(({ resolved }) => resolved)).toContain('packages/engines/src/kafka.ts');
  const kafka = modules.find(({ source }) => source === 'packages/engines/src/kafka.ts');
  expect(kafka?.dependencies.map(({ resolved }) => resolved)).toContainEqual(
    expect.stringMatching(/node_modules\/kafkajs\//),
  );
});

/** The chassis' rooms with another room above them, lowest first. */
const rooms: string[] = forbidden.flatMap(
  ({ name }: { name: string }) => name.match(/^chassis-(.+)-points-down$/)?.[1] ?? [],
);

const violations = [
  ['no-service-imports-another', 'services/billing/src/a.ts', '../../gateway/src/target.ts'],
  ['no-package-imports-a-service', 'packages/chassis/src/b.ts', '../../../services/gateway/src/target.ts'],
  ['contracts-import-nothing-of-ours', 'packages/contracts/src/c.ts', '../../chassis/src/index.ts'],
  ['receipts-need-nothing-that-runs', 'packages/receipt/src/l.ts', '../../chassis/src/index.ts'],
  ['dev-is-in-no-image', 'services/billing/src/d.ts', '../../../packages/dev/src/target.ts'],
  ['the-chassis-is-used-by-its-index', 'services/billing/src/m.ts', '../../../packages/chassis/src/target.ts'],
  ['engines-know-no-program-of-ours', 'packages/engines/src/n.ts', '../../chassis/src/index.ts'],
  ['the-command-line-speaks-to-apis', 'packages/cli/src/k.ts', '../../chassis/src/index.ts'],
  ['kafkajs-only-on-the-wire', 'services/billing/src/e.ts', 'kafkajs'],
  ['mongoose-only-in-the-store', 'services/billing/src/f.ts', 'mongoose'],
  ['slack-only-at-its-door', 'services/billing/src/g.ts', '@slack/web-api'],
  ['stripe-only-in-billing-and-at-the-door', 'services/support/src/h.ts', 'stripe'],
  // A cycle is reported once, where it is first met.
  ['no-circle', 'services/billing/src/circle-a.ts', './circle-b.ts'],
  ['no-unresolvable', 'services/billing/src/j.ts', './nowhere.ts'],
  ...rooms.map((room, at) => [
    `chassis-${room}-points-down`,
    `packages/chassis/src/${room}/up.ts`,
    `../${rooms[at + 1] ?? 'gauges'}/target.ts`,
  ]),
] as [rule: string, file: string, imported: string][];

test('the check catches every kind of import that is forbidden, and no other', async () => {
  for (const [, file, imported] of violations) plant(file, `import '${imported}';`);
  plant('services/billing/src/circle-b.ts', "import './circle-a.ts';");
  plant('services/billing/src/fine.ts', "import '@crescendo/chassis';");
  for (const target of ['services/gateway', 'packages/chassis', 'packages/dev'])
    plant(`${target}/src/target.ts`, 'export {};');
  plant('packages/chassis/src/index.ts', 'export {};');
  for (const room of [...rooms, 'gauges']) plant(`packages/chassis/src/${room}/target.ts`, 'export {};');
  for (const library of ['kafkajs', 'mongoose', '@slack/web-api', 'stripe', '@crescendo/chassis']) {
    plant(`node_modules/${library}/package.json`, JSON.stringify({ name: library, main: './index.js' }));
    plant(`node_modules/${library}/index.js`, '');
  }
  const { summary } = await cruised(planted, ['services', 'packages']);
  const caught = summary.violations.map(({ rule, from }) => `${rule.name}: ${from}`);
  const expected = violations.map(([rule, file]) => `${rule}: ${file}`);
  expect(caught.toSorted()).toEqual(expected.toSorted());
});

test('every rule is proved here', () => {
  const names = forbidden.map(({ name }: { name: string }) => name);
  expect(violations.map(([rule]) => rule).toSorted()).toEqual(names.toSorted());
});

function plant(file: string, content: string) {
  mkdirSync(dirname(join(planted, file)), { recursive: true });
  writeFileSync(join(planted, file), content);
}
