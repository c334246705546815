import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { vitestStage } from './vitest-stage.ts';

/** Runs vitest on test files by their names. */
async function run(files: Readonly<Record<string, string>>, more: readonly string[] = []) {
  const dir = await mkdtemp(join(tmpdir(), 'crescendo-stage-'));
  onTestFinished(() => rm(dir, { recursive: true, force: true }));
  for (const [name, text] of Object.entries(files)) await writeFile(join(dir, `${name}.test.js`), text);
  const args = ['--root', dir, '--globals', ...more];
  return await vitestStage({ name: 'stage', args, output: 'quiet', signal: new AbortController().signal });
}

test('every failure is told with its file, its name and its error, also those of no test', async () => {
  const { passed, failures } = await run({
    good: `test('holds', () => expect(1).toBe(1));`,
    bad: `describe('sums', () => test('add up', () => expect(1 + 1).toBe(3)));`,
    unloadable: `throw new TypeError('cannot be loaded');`,
    hook: `describe('world', () => { beforeAll(() => { throw new Error('no world'); }); test('turns', () => {}); });`,
    loose: `test('forgets', () => { setTimeout(() => { throw new Error('nobody awaits me'); }); return new Promise((resolve) => setTimeout(resolve, 50)); });`,
  });
  expect(passed).toBe(2);
  expect(failures.toSorted((one, other) => one.where.localeCompare(other.where))).toEqual([
    {
      where: 'bad.test.js',
      what: 'sums > add up',
      message: 'AssertionError: expected 2 to be 3 // Object.is equality',
    },
    { where: 'hook.test.js', what: 'world', message: 'Error: no world' },
    { where: 'outside of tests', what: 'unhandled', message: 'Error: nobody awaits me' },
    { where: 'unloadable.test.js', what: 'the file as a whole', message: 'TypeError: cannot be loaded' },
  ]);
});

test.each([
  ['finds no tests', [], {}],
  ['does not know its options', ['--no-such-option'], { good: "test('holds', () => {});" }],
])('a vitest that %s is a failure', async (_what, args, files) => {
  expect(await run(files, args)).toMatchObject({ passed: 0, failures: [{ where: 'stage', what: 'vitest' }] });
});
