import { createPrivateKey, createPublicKey, type KeyObject, sign, verify } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { type EventType, permanent, type ServiceName, services } from '@crescendo/contracts';
import { z } from 'zod';
import { type EventRecord, sourceOf } from './envelope.ts';

type Signed = Pick<EventRecord, 'id' | 'type' | 'source' | 'time' | 'tenant' | 'user' | 'key' | 'value'>;

/** Signatures of events whose effect cannot be undone: Ed25519 (RFC 8032) by the producer's service key. */
export type Signatures = {
  /** Base64url. */
  sign(event: Signed): string;
  /**
   * Throws a permanent Failure `signature-invalid` unless the service named as the event's source may publish its type
   * and has signed it. Accepts every event of an unsigned type.
   */
  check(type: Pick<EventType, 'signed' | 'producers'>, event: Signed & Pick<EventRecord, 'signature'>): void;
};

const CONTEXT = 'crescendo event 1';

/** Everything that the event says, in one fixed form. */
const bytesOf = ({ id, type, source, time, tenant, user, key, value }: Signed): Buffer =>
  Buffer.from(JSON.stringify([CONTEXT, id, type, source, time.toISOString(), tenant, user ?? '', key, value]));

export function createSignatures(keys: { own: KeyObject; of: ReadonlyMap<string, KeyObject> }): Signatures {
  return {
    sign: (event) => sign(null, bytesOf(event), keys.own).toString('base64url'),
    check(type, event) {
      if (!type.signed) return;
      const { source, signature } = event;
      const producer = type.producers.find((service) => sourceOf(service) === source);
      const key = producer && keys.of.get(producer);
      const genuine = key && signature && verify(null, bytesOf(event), key, Buffer.from(signature, 'base64url'));
      if (!genuine) throw permanent('signature-invalid', 'The event is not signed by a service that may publish it.');
    },
  };
}

const jwk = z.looseObject({ kty: z.literal('OKP'), crv: z.literal('Ed25519'), x: z.string() });
const keySet = z.object({ keys: z.array(jwk.extend({ kid: z.string() })) });

/**
 * Reads the keys that services also use for tokens. Throws a permanent Failure `service-keys-unreadable`.
 *
 * @param files.key private JWK (RFC 8037) of this service
 * @param files.keys JWK set with every service's public key; the key id is the service's name
 */
export async function openSignatures(files: { key: string; keys: string }): Promise<Signatures> {
  try {
    const own = jwk.parse(JSON.parse(await readFile(files.key, 'utf8')));
    const { keys } = keySet.parse(JSON.parse(await readFile(files.keys, 'utf8')));
    const known = keys.filter(({ kid }) => services.some((name: ServiceName) => name === kid));
    return createSignatures({
      own: createPrivateKey({ key: own, format: 'jwk' }),
      of: new Map(known.map((key) => [key.kid, createPublicKey({ key, format: 'jwk' })])),
    });
  } catch {
    // Without the cause: a parser's message quotes its input.
    throw permanent('service-keys-unreadable', 'SERVICE_KEY_FILE or SERVICE_JWKS_FILE holds no keys that can be read.');
  }
}
