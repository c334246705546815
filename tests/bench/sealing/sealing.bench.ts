import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { newId } from '@crescendo/contracts';
import { createKeyring, type KeyOwner } from '@crescendo/keyring';
import { keyServiceInMemory } from '@crescendo/keyring/testing';
import { alternate } from '../alternate.ts';
import type { Benchmark, Finding } from '../benchmark.ts';
import { median, ratios } from '../statistics.ts';
import { resolvePeople } from './resolve-people.ts';

/** A comment of typical length. */
const VALUE = 'What I liked is that the second answer made me think again. '.repeat(3);
const CIPHER = 'aes-256-gcm';

/** Sealing and opening a field through the keyring, compared with just the cipher on the same bytes. */
export const sealingBenchmark: Benchmark = {
  name: 'sealing',
  about: 'A field sealed and opened, against the cipher alone; the keys of 500 people',
  async run(bench) {
    const [rounds, times] = bench.quick ? [3, 2_000] : [9, 20_000];
    const { ours, bare } = await contenders(times);
    const found = await alternate(
      { sealed: ours.seal, sealedBare: bare.seal, opened: ours.open, openedBare: bare.open },
      { rounds },
    );
    const micro = (perSecond: number[]) => `${(1e6 / median(perSecond)).toFixed(1)} µs`;
    const against = (what: string, [mine, alone]: [number[], number[]]): Finding => ({
      what: `${what}, against node:crypto's AES-256-GCM alone on the same bytes`,
      result: { ratio: ratios(mine, alone) },
      here: `${micro(mine)} against ${micro(alone)}`,
    });
    return [
      against('a field of 180 bytes sealed', [found.sealed, found.sealedBare]),
      against('the same opened', [found.opened, found.openedBare]),
      ...(await resolvePeople(bench)),
    ];
  },
};

async function contenders(times: number) {
  const service = keyServiceInMemory();
  const keyring = createKeyring({ transport: service.transport });
  const owner: KeyOwner = { tenant: newId('tenant'), user: newId('user'), category: 'feedback' };
  const place = { owner, record: newId('message'), field: 'comment' };
  const [jwe = ''] = await keyring.seal([{ ...place, value: VALUE, padded: false }]);
  const key = service.keyOf(owner);
  const [header = ''] = jwe.split('.');
  const aad = Buffer.from(header);
  const clear = Buffer.from(JSON.stringify(VALUE));

  function sealBare() {
    const nonce = randomBytes(12);
    const cipher = createCipheriv(CIPHER, key, nonce).setAAD(aad);
    return { nonce, bytes: Buffer.concat([cipher.update(clear), cipher.final()]), tag: cipher.getAuthTag() };
  }
  const sealed = sealBare();
  function openBare() {
    const decipher = createDecipheriv(CIPHER, key, sealed.nonce).setAAD(aad).setAuthTag(sealed.tag);
    return Buffer.concat([decipher.update(sealed.bytes), decipher.final()]);
  }
  const perSecond = (work: () => unknown) => async () => {
    const started = performance.now();
    for (let at = 0; at < times; at++) await work();
    return times / ((performance.now() - started) / 1_000);
  };
  return {
    ours: {
      seal: perSecond(() => keyring.seal([{ ...place, value: VALUE, padded: false }])),
      open: perSecond(() => keyring.open([{ ...place, jwe }])),
    },
    bare: { seal: perSecond(sealBare), open: perSecond(openBare) },
  };
}
