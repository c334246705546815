import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { heldClock } from '@crescendo/chassis-testing';
import { rosterChanged } from '@crescendo/contracts';
import { createDatabase, dropDatabase, startEngines } from '@crescendo/engines';
import { exportJWK, generateKeyPair } from 'jose';
import { afterAll, beforeAll, expect, inject, onTestFinished, test, vi } from 'vitest';
import { on } from './handlers/on.ts';
import { job } from './jobs/job.ts';
import { defineService, type Service } from './service.ts';
import { baseSettings } from './settings.ts';
import { startService } from './start.ts';

const soon = { timeout: 60_000, interval: 50 };
const STOP_MS = 4_000;
const STEP_MS = 50;

let dir: string;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'crescendo-start-'));
  const { privateKey, publicKey } = await generateKeyPair('EdDSA', { extractable: true });
  await writeFile(join(dir, 'key'), JSON.stringify(await exportJWK(privateKey)));
  await writeFile(join(dir, 'keys'), JSON.stringify({ keys: [{ ...(await exportJWK(publicKey)), kid: 'billing' }] }));
});
afterAll(() => rm(dir, { recursive: true, force: true }));

/** Starts a service. Without `brokers` in the options, nothing listens at its broker address. */
async function starting(service: Service, engines: { adminUri?: string; brokers?: string } = {}) {
  const { adminUri = inject('engines').adminUri, brokers = '127.0.0.1:1' } = engines;
  const name = `start_${randomBytes(6).toString('hex')}`;
  const settings = baseSettings.parse({
    HOST: '127.0.0.1',
    PORT: '0',
    KAFKA_BROKERS: brokers,
    MONGODB_URI: await createDatabase(adminUri, name),
    SERVICE_KEY_FILE: join(dir, 'key'),
    SERVICE_JWKS_FILE: join(dir, 'keys'),
    LOG_LEVEL: process.env.LOG_LEVEL ?? 'silent',
  });
  onTestFinished(() => dropDatabase(adminUri, name).catch(() => undefined)); // a killed engine's database is gone with it
  const fatal = vi.fn();
  const clock = heldClock();
  const { url, stop } = await startService(service, settings, fatal, clock);
  return {
    fatal,
    readyz: async () => (await (await fetch(`${url}/readyz`)).json()) as { ready: boolean; reasons: object },
    /**
     * Stops it, and resolves to how long it waited for parts that did not end by themselves. The clock is held, so real
     * work takes no time.
     */
    async stopped(): Promise<number> {
      const asked = clock.elapsed();
      let isOver = false;
      const stopping = stop().finally(() => {
        isOver = true;
      });
      while (!isOver) {
        await new Promise((resolve) => setTimeout(resolve, STEP_MS));
        clock.pass(STEP_MS);
      }
      await stopping;
      return clock.elapsed() - asked;
    },
  };
}

test('a service with no events of its own waits for erasures only, and stops at once', async () => {
  const { readyz, stopped, fatal } = await starting(defineService({ name: 'billing' }));
  const waiting = { ready: false, reasons: { consumer: expect.stringContaining('broker') } };
  await vi.waitFor(async () => expect(await readyz()).toEqual(waiting), soon);
  expect(await stopped()).toBeLessThan(STOP_MS);
  expect(fatal).not.toHaveBeenCalled();
});

test('without a broker a service answers, says what it waits for, and stops in time', async () => {
  const handlers = [on(rosterChanged, { async handle() {} })];
  const { readyz, stopped, fatal } = await starting(defineService({ name: 'billing', handlers }));
  await vi.waitFor(
    async () => expect((await readyz()).reasons).toHaveProperty('consumer', expect.stringContaining('broker')),
    soon,
  );
  expect(await stopped()).toBeLessThan(STOP_MS);
  expect(fatal).not.toHaveBeenCalled();
});

test('what has to be in memory is tried until it is there, and named meanwhile', async () => {
  let possible = false;
  const warmUp = async () => {
    if (!possible) throw new Error('not yet');
  };
  const { readyz, stopped } = await starting(defineService({ name: 'billing', warmUp }));
  await vi.waitFor(async () => expect((await readyz()).reasons).toHaveProperty('warm-up', 'unexpected'), soon);
  possible = true;
  await vi.waitFor(async () => expect((await readyz()).reasons).not.toHaveProperty('warm-up'), soon);
  await stopped();
});

test('a job that never ends does not keep a service from stopping', async () => {
  let begun = false;
  const endless = job({
    name: 'endless',
    every: 1_000,
    run: () => {
      begun = true;
      return new Promise(() => {});
    },
  });
  const { stopped } = await starting(defineService({ name: 'billing', jobs: [endless] }));
  await vi.waitFor(() => expect(begun).toBe(true), soon);
  expect(await stopped()).toBeLessThan(STOP_MS);
});

test('with everything away a service says so and stops in time', async () => {
  const own = await mkdtemp(join(tmpdir(), 'crescendo-start-'));
  const engines = await startEngines({ dir: own, given: { brokers: inject('engines').brokers } });
  onTestFinished(async () => {
    await engines.stop();
    await rm(own, { recursive: true, force: true });
  });
  const handlers = [on(rosterChanged, { async handle() {} })];
  const service = defineService({ name: 'billing', handlers });
  const { readyz, stopped, fatal } = await starting(service, { adminUri: engines.mongodb.adminUri });
  await vi.waitFor(async () => expect((await readyz()).reasons).toHaveProperty('consumer'), soon);
  await engines.mongodb.kill();
  await vi.waitFor(async () => expect((await readyz()).reasons).toHaveProperty('database', 'does not answer'), soon);
  expect(await stopped()).toBeLessThan(STOP_MS);
  expect(fatal).not.toHaveBeenCalled();
});
