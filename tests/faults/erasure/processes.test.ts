import { setTimeout as pause } from 'node:timers/promises';
import type { ServiceName } from '@crescendo/contracts';
import { fingerprintsOf, leftovers, personsNamedWith, readDatabases, touched } from '@crescendo/scan';
import { expect, onTestFinished, test } from 'vitest';
import { chassisCollections } from '../../../packages/chassis/src/chassis-collections.ts';
import { allServices } from '../../setup/all-services.ts';
import { effectsIn } from '../effects.ts';
import { eventually } from '../eventually.ts';
import { type OwnSystem, ownSystem } from '../own-system.ts';
import { populate } from '../population.ts';
import { report } from '../report.ts';
import { allowedIn } from './allowed.ts';

const PATIENCE = { timeoutMs: 240_000, everyMs: 250 };
/** Long enough for clicks to be in progress in every service. */
const MOMENT_MS = 60;

const services = await allServices();
const allowed = allowedIn(
  services.map(({ name, collections }) => ({ name, collections: [...collections, ...chassisCollections] })),
);

const atRest = (system: OwnSystem) =>
  eventually(async () => {
    const { underWay } = await effectsIn(system);
    if (underWay.length > 0) throw new Error(`under way: ${underWay.join(', ')}`);
  }, PATIENCE);

/** The existing customers, in no particular order. */
async function tenantsIn({ mongodb }: OwnSystem): Promise<string[]> {
  const tenants: string[] = [];
  for await (const { database, collection, document } of readDatabases(mongodb.adminUri))
    if (database === 'gateway' && collection === 'installations') tenants.push(String(document.tenant));
  return tenants;
}

async function stateOfErasure({ mongodb }: OwnSystem): Promise<string> {
  for await (const { database, collection, document } of readDatabases(mongodb.adminUri))
    if (database === 'purge' && collection === 'erasures') return String(document.state);
  return 'not begun';
}

const untilState = (system: OwnSystem, of: (state: string) => boolean) =>
  eventually(async () => {
    const state = await stateOfErasure(system);
    if (!of(state)) throw new Error(`the erasure is ${state}`);
  }, PATIENCE);

async function killAndStart(system: OwnSystem, name: ServiceName): Promise<void> {
  await system.killService(name, 'SIGKILL');
  await system.startService(name);
}

test('a process that stood still through a whole purge, and others killed in the midst of it, bring nothing back', async () => {
  const system = await ownSystem();
  onTestFinished(() => system.forget());
  const { adminUri } = system.mongodb;
  const leaving = await populate(system.client, { learners: 4, bystanders: 0, movers: 0 });
  const [tenant = ''] = await tenantsIn(system);
  await populate(system.client, { learners: 2, bystanders: 0, movers: 0 });
  const other = (await tenantsIn(system)).find((each) => each !== tenant) ?? '';
  const replica = await system.startReplica('personalization');
  await atRest(system);
  const persons = await personsNamedWith(adminUri, tenant);
  const lendings = ({ place }: { place: string }) => place.startsWith('purge.releases/');
  const before = await fingerprintsOf(adminUri, other, (row) => !lendings(row));

  const { pid } = system.services.personalization;
  if (pid === undefined) throw new Error('personalization is not running');
  // Slack may have removed the app before the last of these get through.
  const acts = leaving.learners.flatMap((someone) => [someone.answer(), someone.ask(), someone.openHome()]);
  const acting = Promise.allSettled(acts);
  await pause(MOMENT_MS);
  process.kill(pid, 'SIGSTOP');
  const started = performance.now();
  await system.client.uninstallApp(leaving.team);
  await untilState(system, (state) => !['not begun', 'requested'].includes(state));
  await killAndStart(system, 'purge');
  await killAndStart(system, 'ingestion');
  await untilState(system, (state) => state === 'done');
  const seconds = ((performance.now() - started) / 1_000).toFixed(1);
  process.kill(pid, 'SIGCONT');
  await acting;
  await eventually(async () => {
    if (!(await fetch(`${system.services.personalization.url}/readyz`)).ok) throw new Error('it is not ready again');
  }, PATIENCE);
  await atRest(system);

  report([`erased in ${seconds} s with a process stopped, and two killed on the way`]);
  const left = await leftovers(adminUri, { tenant, persons, allowed });
  // A retried attempt may have created a key for an id that the person then did not get.
  expect(persons.length).toBeGreaterThanOrEqual(leaving.size);
  expect(left.filter((row) => row.allowed === undefined)).toEqual([]);
  expect(touched(before, await fingerprintsOf(adminUri, other, (row) => !lendings(row)))).toEqual([]);
  expect(await replica.kill('SIGTERM')).toBe('code 0');
}, 600_000);
