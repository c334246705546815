import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readRunFile, writeRunFile } from './run-file.ts';

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'crescendo-run-'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

test('only its owner can read where everything is and with which secrets', () => {
  writeRunFile(dir, { ready: false, launcher: { pid: 1 } });
  expect(statSync(join(dir, 'run.json')).mode & 0o777).toBe(0o600);
  expect(readRunFile(dir)).toEqual({ ready: false, launcher: { pid: 1 } });
});
