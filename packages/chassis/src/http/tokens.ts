import { readFile } from 'node:fs/promises';
import { permanent, type ServiceName, services } from '@crescendo/contracts';
import { createLocalJWKSet, importJWK, jwtVerify, SignJWT } from 'jose';
import type { Caller } from './route.ts';

const LIFETIME_SECONDS = 60;

export type Tokens = {
  /** A token for one call to `audience` on behalf of `tenant`: Ed25519, 60 s. */
  issue(audience: ServiceName, tenant: string): Promise<string>;
  /** Who calls. Throws `unauthenticated` when the token is missing, expired, for another service or of an unknown key. */
  verify(authorization: string | undefined): Promise<Caller>;
};

/**
 * Tokens by which services know each other. Each has a key of its own (key id = its name) and the public keys of all.
 * Throws a permanent Failure `service-keys-unreadable`.
 *
 * @param files.key private JWK (RFC 8037, Ed25519) of this service
 * @param files.keys JWK set with every service's public key
 */
export async function openTokens(name: ServiceName, files: { key: string; keys: string }): Promise<Tokens> {
  const { key, keys } = await readKeys(files);
  return {
    issue: (audience, tenant) =>
      new SignJWT({ tenant })
        .setProtectedHeader({ alg: 'EdDSA', kid: name })
        .setIssuer(name)
        .setAudience(audience)
        .setIssuedAt()
        .setExpirationTime(`${LIFETIME_SECONDS}s`)
        .sign(key),
    async verify(authorization) {
      const token = authorization?.startsWith('Bearer ') ? authorization.slice('Bearer '.length) : undefined;
      if (!token) throw permanent('unauthenticated', 'A service token is required.');
      try {
        const { payload, protectedHeader } = await jwtVerify(token, keys, {
          audience: name,
          algorithms: ['EdDSA'],
          maxTokenAge: LIFETIME_SECONDS,
          clockTolerance: 5,
        });
        const service = services.find((known) => known === payload.iss);
        // A service signs only for itself: the key must be the issuer's own.
        if (!service || protectedHeader.kid !== service || typeof payload.tenant !== 'string')
          throw permanent('unauthenticated', 'The service token does not say who calls for whom.');
        return { service, tenant: payload.tenant };
      } catch (cause) {
        throw permanent('unauthenticated', 'The service token is not valid.', { cause });
      }
    },
  };
}

async function readKeys(files: { key: string; keys: string }) {
  try {
    const key = await importJWK(JSON.parse(await readFile(files.key, 'utf8')), 'EdDSA');
    return { key, keys: createLocalJWKSet(JSON.parse(await readFile(files.keys, 'utf8'))) };
  } catch {
    // Without the cause: a parser's message quotes what it could not read.
    throw permanent('service-keys-unreadable', 'SERVICE_KEY_FILE or SERVICE_JWKS_FILE holds no keys that can be read.');
  }
}
