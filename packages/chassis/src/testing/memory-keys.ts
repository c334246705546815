import { createHmac, randomBytes } from 'node:crypto';
import { findRequest, resolveIntakeRequest, resolveKeysRequest } from '@crescendo/contracts';
import type { KeyTransport } from '@crescendo/keyring';

const LEASE_SECONDS = 300;

/**
 * A key service in memory, with the real one's answers: a key is made when it is first asked for, and after `destroy`
 * it is gone for good.
 */
export function memoryKeys(): { transport: KeyTransport; destroy(id: string): void } {
  const keys = new Map<string, string>();
  const destroyed = new Set<string>();
  const keyOf = (id: string) => {
    const key = keys.get(id) ?? randomBytes(32).toString('base64url');
    keys.set(id, key);
    return key;
  };
  const answers: Record<string, (body: unknown, tenant: string) => unknown> = {
    '/keys/resolve': (body, tenant) => {
      const wanted = resolveKeysRequest.parse(body).keys;
      const id = (key: (typeof wanted)[number]) => `${key.user ?? tenant}/${key.category}`;
      return {
        keys: wanted.filter((key) => !destroyed.has(id(key))).map((key) => ({ ...key, key: keyOf(id(key)) })),
        gone: wanted.filter((key) => destroyed.has(id(key))),
        lease: LEASE_SECONDS,
      };
    },
    '/keys/intake': (body, tenant) => ({
      keys: resolveIntakeRequest.parse(body).days.map((day) => ({ day, key: keyOf(`${tenant}/intake/${day}`) })),
      gone: [],
      lease: LEASE_SECONDS,
    }),
    '/keys/index-key': (_body, tenant) => ({ key: keyOf(`${tenant}/index`), lease: LEASE_SECONDS }),
    '/keys/find': (body, tenant) => ({
      hashes: findRequest.parse(body).values.map((value) =>
        createHmac('sha256', Buffer.from(keyOf(`${tenant}/index`), 'base64url'))
          .update(value)
          .digest('base64url'),
      ),
    }),
  };
  return {
    transport: {
      async post(path, body, { tenant }) {
        const answer = answers[path];
        if (!answer) throw new Error(`the key service has no ${path}`);
        return answer(body, tenant);
      },
    },
    /** @param id e.g. `usr_…/learning` */
    destroy: (id) => {
      destroyed.add(id);
      keys.delete(id);
    },
  };
}
