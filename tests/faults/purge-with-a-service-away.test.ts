import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type ErasureShown,
  erasureShowResponse,
  erasureStartResponse,
  type ServiceName,
  services,
} from '@crescendo/contracts';
import { afterAll, beforeAll, expect, onTestFinished, test, vi } from 'vitest';
import { run } from '../../packages/cli/src/run.ts';
import { type OwnSystem, ownSystem } from './own-system.ts';
import { populate } from './population.ts';
import { healing, report } from './report.ts';
import { lessonsIn } from './resident.ts';

const AWAY = 'billing';
const WAITED_MS = 120_000;
/** The processes of one machine share a clock, but they round. */
const CLOCKS_DIFFER_BY_S = 1;

let system: OwnSystem;
beforeAll(async () => {
  process.env.PURGE_GRACE_HOURS = '1'; // unless a purge says otherwise
  system = await ownSystem();
});
afterAll(() => system?.forget());

/** Runs the `crescendo` program as the system's first operator. */
async function crescendo(...argv: string[]): Promise<{ code: number; out: string; err: string }> {
  const [out, err]: [string[], string[]] = [[], []];
  const code = await run(argv, {
    environment: { CRESCENDO_URL: system.gatewayUrl, CRESCENDO_OPERATOR_KEY: system.operators[0]?.keyFile },
    directory: tmpdir(),
    out: (text) => void out.push(text),
    err: (text) => void err.push(text),
  });
  return { code, out: out.join(''), err: err.join('') };
}

async function status(id: string): Promise<ErasureShown> {
  const { out, err } = await crescendo('purge', 'status', id, '--json');
  if (out === '') throw new Error(err);
  return erasureShowResponse.parse(JSON.parse(out));
}

/** Starts a purge; resolves to its id. */
async function begin(...argv: string[]): Promise<string> {
  const { out, err } = await crescendo('purge', 'start', '--reason', 'a test', '--yes', '--json', ...argv);
  if (out === '') throw new Error(err);
  return erasureStartResponse.parse(JSON.parse(out)).erasure.id;
}

/** Resolves when these services have done a step. */
async function untilDone(id: string, step: string, names: readonly ServiceName[]): Promise<void> {
  await vi.waitFor(
    async () => {
      const { services: rows } = await status(id);
      const done = rows.filter(({ answered }) => answered.some((each) => each.step === step));
      expect(done.map(({ service }) => service)).toEqual(expect.arrayContaining([...names]));
    },
    { timeout: WAITED_MS, interval: 300 },
  );
}

/** A metric of the key service, as Prometheus reads it: labels, and the value. */
async function metric(name: string): Promise<[labels: string, value: number][]> {
  const text = await (await fetch(`${system.services.purge.url}/metrics`)).text();
  return [...text.matchAll(new RegExp(`^${name}\\{([^}]*)\\} (\\S+)$`, 'gm'))].map(([, labels = '', value]) => [
    labels,
    Number(value),
  ]);
}

/** Verifies the receipt that the gateway gives to everybody; resolves to the exit code. */
async function verified(id: string): Promise<number> {
  const dir = await mkdtemp(join(tmpdir(), 'crescendo-receipt-'));
  onTestFinished(() => rm(dir, { recursive: true }));
  const file = join(dir, 'receipt.json');
  await writeFile(file, await (await fetch(`${system.gatewayUrl}/receipts/${id}.json`)).text());
  return (await crescendo('verify', file)).code;
}

test('a customer is erased with a service away at first: it is waited for and named, and all is done after its return', async () => {
  const { team } = await populate(system.client, { learners: 2, bystanders: 0, movers: 0 });
  await system.killService(AWAY);
  const id = await begin('--team', team, '--no-grace');

  const waiting = await vi.waitFor(
    async () => {
      const shown = await status(id);
      expect(shown.waitsFor).toMatchObject([{ service: AWAY, step: 'fence' }]);
      return shown;
    },
    { timeout: WAITED_MS, interval: 300 },
  );
  expect(waiting).toMatchObject({ state: 'fenced', late: false, overdue: false });
  expect(waiting.hoursToDeadline).toBeGreaterThan(47.9);
  expect(waiting.hoursToDeadline).toBeLessThanOrEqual(48);
  const rows = new Map(waiting.services.map((row) => [row.service, row]));
  expect(rows.get(AWAY)).toMatchObject({ unavailable: `${AWAY}-unavailable`, answered: [] });
  expect(rows.get('ingestion')).toMatchObject({ answered: [{ step: 'fence' }] });
  expect(rows.get('ingestion')?.left).toBeGreaterThan(0);
  const seen = await crescendo('purge', 'status');
  expect(seen).toMatchObject({ code: 0, out: expect.stringMatching(/waits for +billing \(fence\) for/) });

  // What the alert tells: which service's part of which step, since when.
  const since = Date.parse(waiting.waitsFor[0]?.since ?? '');
  const secondsSince = () => (Date.now() - since) / 1_000;
  const asked = secondsSince();
  const [[labels, seconds] = ['', 0], ...others] = await metric('crescendo_erasure_waits_seconds');
  expect([labels, others]).toEqual([expect.stringContaining(`participant="${AWAY}",step="fence"`), []]);
  expect(seconds).toBeGreaterThanOrEqual(asked - CLOCKS_DIFFER_BY_S);
  expect(seconds).toBeLessThanOrEqual(secondsSince() + CLOCKS_DIFFER_BY_S);
  const [[, hours] = ['', 0]] = await metric('crescendo_erasure_hours_left');
  expect(hours).toBeCloseTo(waiting.hoursToDeadline, 1);

  await system.startService(AWAY);
  const back = performance.now();
  const { code, out } = await crescendo('purge', 'status', id, '--watch', '--every', '0.5');
  report([healing(`a purge that waited for ${AWAY}`, { 'done after its return': performance.now() - back })]);
  expect(code).toBe(0);
  expect(out).toMatch(/state +done/);
  const over = await status(id);
  expect(over).toMatchObject({ state: 'done', receipt: true, waitsFor: [] });
  for (const { answered } of over.services)
    expect(answered.map(({ step }) => step)).toEqual(['fence', 'close', 'erase', 'verify']);
  expect(await verified(id)).toBe(0);
  expect(await metric('crescendo_erasures_open')).toEqual([]);
});

test('a purge is taken back within its grace with a service away, and what people did meanwhile takes effect', async () => {
  const { team, learners } = await populate(system.client, { learners: 1, bystanders: 0, movers: 0 });
  const [resident] = learners;
  if (!resident) throw new Error('nobody lives there');
  const before = (await resident.lessons()).length;
  const id = await begin('--team', team);
  await untilDone(id, 'hold', services);
  await system.killService(AWAY);
  expect(await resident.askByCommand()).toMatchObject({ ok: true });
  expect(await crescendo('purge', 'cancel', id, '--reason', 'a mistake')).toMatchObject({ code: 0 });
  await untilDone(
    id,
    'release',
    services.filter((name) => name !== AWAY),
  );
  await resident.until('the lesson that was asked for', (seen) => lessonsIn(seen).length > before);
  await system.startService(AWAY);
  await untilDone(id, 'release', services);
  expect(await status(id)).toMatchObject({ state: 'cancelled', waitsFor: [], receipt: false });
  expect(await crescendo('purge', 'cancel', id, '--reason', 'a mistake')).toMatchObject({ code: 0 });
});
