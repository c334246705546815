import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { hashOf, inputsOf } from './inputs.ts';
import { RECORD, recordProven, standingsOf, unproven, whyNotRecorded } from './record.ts';

const drill = { name: 'drill', files: ['tests/drill.test.ts'], inputs: ['lock.yaml', 'packages/{bus,store}/**'] };
const stops = { name: 'stops', files: ['tests/stops.test.ts'], inputs: ['packages/store/**'] };
const proofs = [drill, stops];

let root: string;
const git = (...args: string[]) =>
  execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@b.c', ...args], { cwd: root });
function write(file: string, content: string) {
  mkdirSync(dirname(join(root, file)), { recursive: true });
  writeFileSync(join(root, file), content);
}
const prove = (...those: typeof proofs) => {
  for (const proof of those) recordProven({ name: proof.name, hash: hashOf(proof, root) }, proofs, root);
};
/** The proofs that `npm test` would run. */
const runs = () => unproven(standingsOf(proofs, root)).map(({ proof, is }) => `${proof.name}: ${is}`);

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'crescendo-deep-'));
  for (const file of ['lock.yaml', 'packages/bus/src/a.ts', 'packages/store/b.ts', 'packages/cli/c.ts'])
    write(file, file);
  for (const file of ['tests/drill.test.ts', 'tests/stops.test.ts']) write(file, file);
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

test('what is not recorded runs, and what has passed on these sources does not', () => {
  expect(runs()).toEqual(['drill: unrecorded', 'stops: unrecorded']);
  prove(stops);
  expect(runs()).toEqual(['drill: unrecorded']);
  prove(drill);
  expect(runs()).toEqual([]);
});

test.each([
  ['a source', 'packages/bus/src/a.ts'],
  ['a source that is new', 'packages/bus/src/new.ts'],
  ['the lockfile', 'lock.yaml'],
  ['its test', 'tests/drill.test.ts'],
])('a change of %s makes it run', (_what, file) => {
  prove(drill, stops);
  write(file, 'changed');
  expect(runs()).toEqual(['drill: changed']);
});

test('a source that goes, or is another by name, makes it run', () => {
  write('packages/bus/src/old.ts', 'old');
  prove(drill, stops);
  rmSync(join(root, 'packages/bus/src/old.ts'));
  expect(runs()).toEqual(['drill: changed']);
  write('packages/bus/src/renamed.ts', 'old');
  expect(runs()).toEqual(['drill: changed']);
});

test('a proof that has other tests or other inputs runs', () => {
  prove(drill);
  const narrower = { ...drill, inputs: ['lock.yaml', 'packages/bus/**'] };
  expect(standingsOf([narrower], root)).toMatchObject([{ is: 'changed' }]);
});

test('a record that was tampered with makes it run', () => {
  prove(drill, stops);
  const record = JSON.parse(readFileSync(join(root, RECORD), 'utf8'));
  write(RECORD, JSON.stringify({ drill: record.stops, stops: '' }));
  expect(runs()).toEqual(['drill: changed', 'stops: changed']);
});

test('what is no source of it changes nothing: elsewhere, tests of others, what git does not keep, times', () => {
  prove(drill, stops);
  const before = readFileSync(join(root, RECORD), 'utf8');
  for (const file of ['packages/cli/c.ts', 'packages/bus/src/a.test.ts', 'packages/bus/node_modules/x/y.ts'])
    write(file, 'changed');
  write('packages/bus/drill.log', 'a line');
  write('packages/bus/src/a.ts', 'packages/bus/src/a.ts');
  expect(runs()).toEqual([]);
  prove(drill, stops);
  expect(readFileSync(join(root, RECORD), 'utf8')).toBe(before);
});

test('inputs that do not exist are an error, not a proof of nothing', () => {
  expect(() => inputsOf({ ...drill, inputs: ['packages/buss/**'] }, root)).toThrow('drill names packages/buss/**');
  expect(() => inputsOf({ ...drill, files: ['tests/gone.test.ts'] }, root)).toThrow('drill names tests/gone.test.ts');
});

test('a proof that is gone leaves the record with the next that is written', () => {
  write(RECORD, JSON.stringify({ gone: 'a' }));
  prove(drill);
  expect(Object.keys(JSON.parse(readFileSync(join(root, RECORD), 'utf8')))).toEqual(['drill']);
});

test('only what is committed is recorded; the record itself may have changed', () => {
  expect(whyNotRecorded(root)).toContain('git');
  git('init', '-q');
  expect(whyNotRecorded(root)).toContain('not committed');
  git('add', '.');
  git('commit', '-qm', 'all');
  expect(whyNotRecorded(root)).toBeUndefined();
  prove(drill);
  expect(whyNotRecorded(root)).toBeUndefined();
  write('packages/cli/c.ts', 'changed');
  expect(whyNotRecorded(root)).toContain('not committed');
});
