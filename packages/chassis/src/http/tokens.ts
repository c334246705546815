import { readFile } from 'node:fs/promises';
import { permanent, type ServiceName, services } from '@crescendo/contracts';
import { createLocalJWKSet, importJWK, type JWTPayload, jwtVerify, SignJWT } from 'jose';
import type { Caller, OperatorCaller } from './caller.ts';

const LIFETIME_SECONDS = 60;
/** The scope of tokens for Crescendo's own staff. */
const OPERATOR = 'operator';

export type Tokens = {
  /** A token for one call to `audience` on behalf of `tenant`: Ed25519, 60 s. */
  issue(audience: ServiceName, tenant: string): Promise<string>;
  /** A token for one call on behalf of an operator. It names no tenant, so it opens only routes for operators. */
  issueForOperator(audience: ServiceName, operator: string): Promise<string>;
  /**
   * The caller. Throws `unauthenticated` when the token is missing, expired, for another service, or signed by an
   * unknown key.
   */
  verify(authorization: string | undefined): Promise<Caller>;
  /** The service that calls, and for which operator. Throws `unauthenticated` as above, and for a tenant's token. */
  verifyOperator(authorization: string | undefined): Promise<OperatorCaller>;
};

/**
 * Tokens by which services authenticate each other. Each service has its own key (key id = its name) and the public
 * keys of all. Throws a permanent Failure `service-keys-unreadable`.
 *
 * @param files.key private JWK (RFC 8037, Ed25519) of this service
 * @param files.keys JWK set with every service's public key
 */
export async function openTokens(name: ServiceName, files: { key: string; keys: string }): Promise<Tokens> {
  const { key, keys } = await readKeys(files);
  const sign = (audience: ServiceName, claims: JWTPayload) =>
    new SignJWT(claims)
      .setProtectedHeader({ alg: 'EdDSA', kid: name })
      .setIssuer(name)
      .setAudience(audience)
      .setIssuedAt()
      .setExpirationTime(`${LIFETIME_SECONDS}s`)
      .sign(key);

  async function verified(authorization: string | undefined): Promise<{ service: ServiceName; claims: JWTPayload }> {
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
      // A service signs only for itself, so the key must be the issuer's own.
      if (!service || protectedHeader.kid !== service)
        throw permanent('unauthenticated', 'The service token does not say who calls.');
      return { service, claims: payload };
    } catch (cause) {
      throw permanent('unauthenticated', 'The service token is not valid.', { cause });
    }
  }

  return {
    issue: (audience, tenant) => sign(audience, { tenant }),
    issueForOperator: (audience, operator) => sign(audience, { scope: OPERATOR, operator }),
    async verify(authorization) {
      const { service, claims } = await verified(authorization);
      if (typeof claims.tenant !== 'string')
        throw permanent('unauthenticated', 'The service token does not say for which tenant.');
      return { service, tenant: claims.tenant };
    },
    async verifyOperator(authorization) {
      const { service, claims } = await verified(authorization);
      if (claims.scope !== OPERATOR || typeof claims.operator !== 'string')
        throw permanent('unauthenticated', 'The service token is not of an operator.');
      return { service, operator: claims.operator };
    },
  };
}

async function readKeys(files: { key: string; keys: string }) {
  try {
    const key = await importJWK(JSON.parse(await readFile(files.key, 'utf8')), 'EdDSA');
    return { key, keys: createLocalJWKSet(JSON.parse(await readFile(files.keys, 'utf8'))) };
  } catch {
    // Without the cause: a parser's message quotes its input.
    throw permanent('service-keys-unreadable', 'SERVICE_KEY_FILE or SERVICE_JWKS_FILE holds no keys that can be read.');
  }
}
