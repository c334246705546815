import { readFile } from 'node:fs/promises';
import { permanent } from '@crescendo/contracts';
import { createLocalJWKSet, type JSONWebKeySet, jwtVerify } from 'jose';
import { z } from 'zod';

/** What operators' tokens are for. */
const OPERATOR_AUDIENCE = 'crescendo-operator';
const LIFETIME_SECONDS = 60;

const nameShape = /^[a-z][a-z0-9-]{1,30}$/;

const keySet = z.object({ keys: z.array(z.looseObject({ kid: z.string().regex(nameShape), kty: z.literal('OKP') })) });

export type Operators = {
  /**
   * The operator who sent a request. Throws `unauthenticated` when the token is missing, too old, or not signed by a
   * key in the file.
   */
  verify(authorization: string | undefined): Promise<string>;
};

/**
 * Crescendo's own staff, identified by their public keys (Ed25519). An operator's program signs a token for each
 * request, valid for a minute. The file is read each time, so removing a key ends that operator's access at once.
 *
 * @param file JWK set (RFC 7517, RFC 8037); each key's id is the operator's name
 */
export function createOperators(file: string): Operators {
  return {
    async verify(authorization) {
      const token = authorization?.startsWith('Bearer ') ? authorization.slice('Bearer '.length) : undefined;
      if (!token) throw permanent('unauthenticated', "An operator's token is required.");
      const keys = createLocalJWKSet(await readKeys(file));
      try {
        const { payload, protectedHeader } = await jwtVerify(token, keys, {
          audience: OPERATOR_AUDIENCE,
          algorithms: ['EdDSA'],
          maxTokenAge: LIFETIME_SECONDS,
          clockTolerance: 5,
        });
        // Operators sign only for themselves: the key must be the issuer's own.
        if (!payload.iss || protectedHeader.kid !== payload.iss)
          throw permanent('unauthenticated', 'The token does not say who asks.');
        return payload.iss;
      } catch (cause) {
        throw permanent('unauthenticated', 'The token is not valid.', { cause });
      }
    },
  };
}

async function readKeys(file: string): Promise<JSONWebKeySet> {
  try {
    return keySet.parse(JSON.parse(await readFile(file, 'utf8')));
  } catch {
    // Without the cause: a parser's message quotes the file.
    throw permanent('operator-keys-unreadable', 'OPERATOR_JWKS_FILE holds no keys that can be read.');
  }
}
