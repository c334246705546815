import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { newId } from '@crescendo/contracts';
import { startEngines } from '@crescendo/engines';
import mongoose from 'mongoose';
import { expect, onTestFinished, test } from 'vitest';

/** Runs the scan as an operator does. */
function runScan(...args: string[]): Promise<{ code: number | undefined; stdout: string; stderr: string }> {
  return new Promise((resolve) => {
    execFile(process.execPath, [join(import.meta.dirname, 'main.ts'), ...args], (error, stdout, stderr) =>
      resolve({ code: error ? Number(error.code) : 0, stdout, stderr }),
    );
  });
}

test('an operator looks into a system that is stopped, and finds what a careless service has left', async () => {
  const dir = await mkdtemp(join(tmpdir(), 'crescendo-scanned-'));
  onTestFinished(() => rm(dir, { recursive: true, force: true }));
  const engines = await startEngines({ dir });
  const client = await new mongoose.mongo.MongoClient(await engines.mongodb.uriFor('billing')).connect();
  const tenant = newId('tenant');
  await client.db('billing').collection('notes').insertOne({ tenant, text: 'call Robin Example back' });
  await client.close();
  await engines.stop();
  const file = join(dir, '..', `${tenant}.marks`);
  onTestFinished(() => rm(file, { force: true }));

  await writeFile(file, '# who must not be found\nRobin Example\n');
  const found = await runScan('--marks', file, '--dir', dir);
  expect(found.stdout, found.stderr).toMatch(/line 2, as text: database dump, billing\.notes\//);
  expect(found.stdout).not.toContain('Robin');
  expect(found.stdout).not.toContain('NOT found');
  expect(found.code).toBe(1);

  const left = await runScan('--tenant', tenant, '--dir', dir);
  expect(left.stdout, left.stderr).toMatch(/billing\.notes\/\w+ \(names the customer\)/);
  expect(left.code).toBe(1);

  expect(await runScan('--marks', join(dir, 'nowhere'), '--dir', dir)).toMatchObject({ code: 2 });
});
