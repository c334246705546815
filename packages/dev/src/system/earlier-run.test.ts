import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readRunFile, writeRunFile } from '@crescendo/engines';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { assertNotRunning, waitForEarlierRun } from './earlier-run.ts';

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'crescendo-run-'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

test('a run file whose process is somebody else by now stops nobody', async () => {
  writeRunFile(dir, { ready: true, launcher: { pid: process.pid }, kafka: { brokers: 'x:1', pid: process.pid } });
  await assertNotRunning(dir);
  await waitForEarlierRun(dir, () => {});
  expect(readRunFile(dir)).toBeUndefined();
});
