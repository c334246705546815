import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { fingerprint } from './install.mjs';

let root: string;
const write = (file: string, content: string) => {
  mkdirSync(dirname(join(root, file)), { recursive: true });
  writeFileSync(join(root, file), content);
};

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'crescendo-install-'));
  write('package.json', '{}');
  write('pnpm-lock.yaml', 'lockfileVersion: 9');
  write('pnpm-workspace.yaml', 'packages: []');
  write('services/billing/package.json', '{}');
  write('packages/chassis/package.json', '{}');
  write('packages/chassis/patches/kafkajs.patch', '-a');
  write('tests/package.json', '{}');
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

test.each([
  'package.json',
  'pnpm-lock.yaml',
  'pnpm-workspace.yaml',
  'services/billing/package.json',
  'packages/chassis/package.json',
  'packages/chassis/patches/kafkajs.patch',
  'tests/package.json',
  'services/new/package.json',
])('packages are installed again when %s changes', (file) => {
  const before = fingerprint(root);
  write(file, 'changed');
  expect(fingerprint(root)).not.toBe(before);
});

test('packages are not installed again when only source changes', () => {
  const before = fingerprint(root);
  write('services/billing/src/main.ts', 'changed');
  expect(fingerprint(root)).toBe(before);
});
