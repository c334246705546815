import { createHash, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { FORMAT, type Receipt, STATEMENT } from './body.ts';
import { keyIdOf, publicJwkOf, type ReceiptKey } from './keys.ts';
import type { Count, System } from './system.ts';

/** A key that signs receipts, and its published form. */
export function newSigningKey(valid: { from?: string; until?: string } = {}): {
  privateKey: KeyObject;
  key: ReceiptKey;
} {
  const { privateKey } = generateKeyPairSync('ed25519');
  const publicKey = publicJwkOf(privateKey);
  const { from = '2026-01-01T00:00:00.000Z', until } = valid;
  return { privateKey, key: { keyId: keyIdOf(publicKey), publicKey, from, ...(until === undefined ? {} : { until }) } };
}

const hash = (text: string) => createHash('sha256').update(text).digest('hex');
const tenant = 'tnt_4k0c9w1f7m2x8q5r3t6v0b4n1p';
const at = (time: string) => `2026-11-24T${time}.000Z`;

const erased = (of: string, rows: number): Count => ({ of, before: rows, deleted: rows, after: 0 });

const service = (name: string, counts: Count[]): System => ({
  kind: 'service',
  name,
  method: 'Clear: deletion',
  did: 'Rows deleted; deleted and counted once more when nobody could write any longer.',
  counts,
  evidence: [
    { of: 'when it was erased', sha256: hash(`${name}/erase`) },
    { of: 'when it was counted again', sha256: hash(`${name}/verify`) },
  ],
});

const stream = (name: string, days: number): System => ({
  kind: 'stream',
  name,
  method: 'Purge: cryptographic erase',
  did: `Keys destroyed; the records themselves leave after ${days} days.`,
  counts: [],
  evidence: [],
});

const untouched = (kind: 'backups' | 'telemetry' | 'archive', did: string): System => ({
  kind,
  name: kind,
  method: kind === 'backups' ? 'Purge: cryptographic erase' : 'none',
  did,
  counts: [],
  evidence: [],
});

/** A sample receipt of a customer with 10,000 people; `changes` override parts of it. */
export function sampleReceipt(changes: Partial<Receipt> = {}): Receipt {
  return {
    format: FORMAT,
    id: 'ers_7h2m0x5c8v1b4n9q3w6e0r2t5y',
    issuer: 'Crescendo',
    issuedAt: at('10:52:41'),
    statement: STATEMENT,
    scope: 'tenant',
    tenant,
    why: 'uninstalled',
    clock: {
      requested: at('09:58:03'),
      fenced: at('09:58:04'),
      shredded: at('10:01:20'),
      erased: at('10:31:47'),
      verified: at('10:52:40'),
      done: at('10:52:40'),
      deadline: '2026-11-26T09:58:03.000Z',
    },
    systems: [
      service('gateway', [erased('installations', 1), erased('effects', 48_211), erased('outbox', 12)]),
      service('ingestion', [erased('people', 10_021), erased('inbox', 40_117)]),
      service('personalization', [erased('learners', 8_604), erased('assignments', 91_350)]),
      service('analytics', [
        {
          ...{ of: 'weeklyParticipation', before: 53, deleted: 0, after: 53 },
          kept: 'Anonymous numbers of closed weeks.',
        },
      ]),
      service('billing', [erased('seats', 1)]),
      service('support', []),
      service('purge', [
        erased('keyReleases', 3_120),
        { ...{ of: 'fences', before: 0, deleted: 0, after: 1 }, kept: 'The mark that keeps this id from coming back.' },
      ]),
      {
        kind: 'keys',
        name: 'keys',
        method: 'Purge: cryptographic erase',
        did: 'The workspace’s key and all keys under it destroyed; written into the erasure ledger first.',
        counts: [erased('keys of the workspace', 1), erased('keys of people', 37_411)],
        evidence: [{ of: 'entry 17 of the erasure ledger', sha256: hash('ledger') }],
      },
      ...['tenants', 'users', 'messages', 'control'].map((name) => stream(`crescendo.${name}`, 7)),
      stream('crescendo.slack', 3),
      {
        ...{ kind: 'slack', name: 'slack', method: 'none', counts: [], evidence: [] },
        did: 'The app had been removed already.',
      },
      untouched('backups', 'Keys destroyed; backups of the key database open nothing after the epoch’s end.'),
      untouched('telemetry', 'Logs and traces hold random ids, codes and places; nothing personal to erase.'),
      untouched('archive', 'Holds records without anything personal; nothing to erase.'),
    ],
    retained: [
      {
        ...{ holder: 'slack', name: 'Slack', keeps: 'something' },
        what: 'Messages the app sent, in the customer’s own workspace.',
        basis: 'They are the customer’s, who decides on them.',
        untilWhen: 'As the workspace’s own retention says',
      },
      {
        ...{ holder: 'payment', name: 'Payment', keeps: 'nothing' },
        what: 'No payment provider is connected: nothing was stored there.',
        basis: 'None needed.',
      },
      {
        ...{ holder: 'hosting', name: 'Hosting', keeps: 'something' },
        what: 'Disks and backups, with nothing on them that opens.',
        basis: 'Processing on our behalf (GDPR Art. 28).',
        until: '2026-12-01T10:52:40.000Z',
      },
      {
        ...{ holder: 'archive', name: 'Archive', keeps: 'something' },
        what: 'Records of contract without anything personal.',
        basis: 'Legal duty to keep books.',
        until: '2036-12-31T00:00:00.000Z',
      },
      {
        ...{ holder: 'issuer', name: 'Crescendo', keeps: 'something' },
        what: 'This receipt, the erasure’s record and its ledger: random ids, times and counts.',
        basis: 'To show that it was done (GDPR Art. 5 (2)).',
        until: '2029-11-24T10:52:40.000Z',
      },
    ],
    horizons: [
      {
        kind: 'key-leases',
        name: 'leases',
        what: 'Keys that were lent to services, in memory.',
        until: at('10:06:20'),
      },
      ...['tenants', 'users', 'messages', 'control'].map((name) => ({
        ...{ kind: 'topics' as const, name: `crescendo.${name}` },
        what: `Sealed records of the stream crescendo.${name}.`,
        until: '2026-12-01T10:58:04.000Z',
      })),
      {
        ...{ kind: 'topics', name: 'crescendo.slack', what: 'Sealed records of raw Slack traffic.' },
        until: '2026-11-27T10:58:04.000Z',
      },
      {
        ...{ kind: 'epoch', name: 'epoch-17', what: 'The epoch key under which the workspace’s key was wrapped.' },
        until: at('22:00:00'),
      },
      {
        ...{ kind: 'backups', name: 'databases', what: 'Hourly backups: ciphertext without keys, ids, hashes.' },
        until: '2026-11-25T10:52:40.000Z',
      },
      {
        ...{ kind: 'telemetry', name: 'logs-and-traces', what: 'Logs and traces, with random ids in them.' },
        until: '2026-12-24T10:52:40.000Z',
      },
      {
        ...{ kind: 'database-files', name: 'freed-space', what: 'Freed space in the databases’ files.' },
        untilWhen: 'When the database writes over it',
      },
    ],
    ...changes,
  };
}

/** The same for one person, who asked. */
export function samplePersonReceipt(changes: Partial<Receipt> = {}): Receipt {
  const person = 'usr_9d3k6s0a2f5g8h1j4l7z0x3c6v';
  return sampleReceipt({ scope: 'person', person, why: 'asked', askedBy: person, ...changes });
}
