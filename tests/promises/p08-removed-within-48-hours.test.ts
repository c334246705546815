import { type Receipt, type ReceiptKeys, readKeys, verify } from '@crescendo/receipt';
import { leftovers, personsNamedWith } from '@crescendo/scan';
import { beforeAll, expect, inject, test, vi } from 'vitest';
import { chassisCollections } from '../../packages/chassis/src/chassis-collections.ts';
import { people } from '../../services/ingestion/src/people.ts';
import { erasures } from '../../services/purge/src/erasures/erasures.ts';
import { allowedIn } from '../faults/erasure/allowed.ts';
import { allServices } from '../setup/all-services.ts';
import { leave } from '../setup/leave.ts';
import { serviceDatabase } from '../setup/service-database.ts';
import { settled } from '../setup/settled.ts';
import { rowsOf, tenantOf } from '../setup/stored.ts';
import { type InstalledWorkspace, installedWorkspace } from '../setup/workspace.ts';

const LEAVING_MS = 300_000;
const HOURS_48 = 48 * 3_600_000;
const services = await allServices();
const allowed = allowedIn(
  services.map(({ name, collections }) => ({ name, collections: [...collections, ...chassisCollections] })),
);

let adminUri: string;
let tenant: string;
let persons: string[];
let members: string[];
let file: Buffer;
let keys: ReceiptKeys;
let receipt: Receipt;

/** People keep pressing buttons, whatever the result, until `signal` fires. */
function goOnClicking({ learner }: InstalledWorkspace, signal: AbortSignal) {
  let clicks = 0;
  async function click(): Promise<void> {
    while (!signal.aborted) {
      await learner(clicks % 2)
        .slack.openHome()
        .catch(() => undefined); // after the fence, our answer to Slack is that nobody is here
      clicks++;
    }
  }
  return { clicks: () => clicks, over: click() };
}

async function receiptOf(whose: string): Promise<Buffer> {
  const database = await serviceDatabase('purge');
  try {
    const erasure = await database.model(erasures).findOne({ tenant: whose }).lean();
    const gateway = inject('system').run.services?.find(({ name }) => name === 'gateway')?.url;
    const found = await fetch(`${gateway}/receipts/${erasure?._id}.json`);
    expect(found.status).toBe(200);
    keys = readKeys(await (await fetch(`${gateway}/.well-known/crescendo-receipt-keys.json`)).text());
    return Buffer.from(await found.arrayBuffer());
  } finally {
    await database.close();
  }
}

beforeAll(async () => {
  adminUri = inject('system').run.mongodb?.uri ?? '';
  const workspace = await installedWorkspace([
    { realName: 'Alex Owner', kind: 'owner' },
    { realName: 'Robin Example', kind: 'member' },
  ]);
  const lesson = await workspace.learner(1).start();
  await workspace.learner(1).answer(lesson, 'right');
  await settled();
  tenant = await tenantOf(workspace.detail.id);
  persons = await personsNamedWith(adminUri, tenant);
  members = (await rowsOf('ingestion', people, { tenant, open: [] })).map(({ _id }) => _id);
  const left = new AbortController();
  const clicking = goOnClicking(workspace, left.signal);
  await vi.waitFor(() => expect(clicking.clicks()).toBeGreaterThan(10), { timeout: LEAVING_MS });
  const before = clicking.clicks();
  await leave(workspace);
  expect(clicking.clicks()).toBeGreaterThan(before);
  left.abort();
  await clicking.over;
  await settled();
  file = await receiptOf(tenant);
  const verdict = verify(file, keys);
  if (!verdict.valid) throw new Error(`the receipt is not valid: ${verdict.reason}`);
  receipt = verdict.receipt;
}, LEAVING_MS);

test('it is done within 48 hours of the end of the relationship, by the clock of whoever signs', () => {
  const { requested, done, deadline } = receipt.clock;
  expect(Date.parse(deadline) - Date.parse(requested)).toBe(HOURS_48);
  expect(done <= deadline).toBe(true);
});

test('every service says what it had, and that nothing of it is left', () => {
  const ofServices = receipt.systems.filter(({ kind }) => kind === 'service');
  expect(ofServices.map(({ name }) => name).sort()).toEqual(services.map(({ name }) => name).sort());
  const counts = ofServices.flatMap((system) => system.counts);
  expect(counts.find(({ of }) => of === 'people')).toMatchObject({ before: 2, after: 0 });
  expect(counts.every(({ after }) => after === 0)).toBe(true);
});

test('while it lasts nothing is about anybody but its people, each under the one id they have', () => {
  expect(members).toHaveLength(2);
  expect(persons.toSorted()).toEqual(members.toSorted());
});

test('whoever looks as administrator of the databases finds nothing personal of the customer or its people', async () => {
  const left = await leftovers(adminUri, { tenant, persons, allowed });
  expect(left.filter((row) => row.allowed === undefined)).toEqual([]);
});

test('the statement of it cannot be changed by a byte', () => {
  const changed = Buffer.from(file);
  changed[file.indexOf('"before":2') + '"before":'.length] = '3'.charCodeAt(0);
  expect(verify(changed, keys)).toMatchObject({ valid: false, reason: 'signature-wrong' });
});
