import { generateKeyPairSync } from 'node:crypto';
import type { ServiceName } from '@crescendo/contracts';
import { expect, test } from 'vitest';
import { createSignatures } from './signatures.ts';

const keys = new Map((['purge', 'billing'] as const).map((name) => [name, generateKeyPairSync('ed25519')]));
const publicKeys = new Map([...keys].map(([name, { publicKey }]) => [name, publicKey]));

function signaturesOf(name: 'purge' | 'billing') {
  const own = keys.get(name)?.privateKey;
  if (!own) throw new Error('no such key');
  return createSignatures({ own, of: publicKeys });
}

const type = { signed: true, producers: ['purge'] as const satisfies ServiceName[] };
const event = {
  id: 'evt_1',
  type: 'erasure-step-requested',
  source: '/crescendo/purge',
  time: new Date('2026-11-24T12:00:00Z'),
  tenant: 'tnt_1',
  user: undefined,
  key: 'tnt_1',
  value: '{"step":"erase"}',
};
const signature = signaturesOf('purge').sign(event);
const { check } = signaturesOf('billing');
const refused = expect.objectContaining({ code: 'signature-invalid', retry: false });

test('any service can check what another has signed', () => {
  expect(() => check(type, { ...event, signature })).not.toThrow();
});

test.each(
  Object.entries({
    id: 'evt_2',
    type: 'erasure-step-done',
    time: new Date('2026-11-24T12:00:01Z'),
    tenant: 'tnt_2',
    user: 'usr_1',
    key: 'tnt_2',
    value: '{"step":"fence"}',
    signature: undefined,
  }),
)('with another %s it is not what was signed', (field, other) => {
  expect(() => check(type, { ...event, signature, [field]: other })).toThrow(refused);
});

test('a service cannot publish what is not its to publish, nor in the name of another', () => {
  const own = { ...event, source: '/crescendo/billing' };
  const billing = signaturesOf('billing');
  expect(() => check(type, { ...own, signature: billing.sign(own) })).toThrow(refused);
  expect(() => check(type, { ...event, signature: billing.sign(event) })).toThrow(refused);
});

test('of a type that is not signed nothing is asked', () => {
  expect(() => check({ ...type, signed: false }, event)).not.toThrow();
});
