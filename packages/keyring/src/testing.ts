import { createHmac, randomBytes } from 'node:crypto';
import { findRequest, permanent, resolveIntakeRequest, resolveKeysRequest, transient } from '@crescendo/contracts';
import { type KeyOwner, type KeyTransport, keyId } from './index.ts';

/**
 * A key service for tests that answers like the real one, from memory. `requests` counts its requests; `away` makes it
 * unreachable; `destroy` destroys a key for good, `withdraw` so that the next generation can follow; `keyOf` returns a
 * key, `ids` the names of all keys.
 */
export function keyServiceInMemory({ lease = 300 }: { lease?: number } = {}) {
  const keys = new Map<string, string | undefined>();
  const generations = new Map<string, number>();
  const requests: { path: string; tenant: string; keys: number }[] = [];
  let away = false;

  function resolve(ids: string[]) {
    for (const id of ids) if (!keys.has(id)) keys.set(id, randomBytes(32).toString('base64url'));
    return ids.map((id) => keys.get(id));
  }

  function answer(path: string, body: unknown, tenant: string): { size: number; answer: unknown } {
    if (path === '/keys/resolve') {
      const wanted = resolveKeysRequest.parse(body).keys;
      const found = resolve(wanted.map((owner) => keyId({ tenant, ...owner })));
      const generation = (owner: (typeof wanted)[number]) => generations.get(keyId({ tenant, ...owner })) ?? 1;
      const granted = wanted.map((owner, at) => ({ ...owner, key: found[at], generation: generation(owner) }));
      const live = granted.filter(({ key }) => key !== undefined);
      const gone = granted.filter(({ key }) => key === undefined);
      return { size: wanted.length, answer: { keys: live, gone, lease } };
    }
    if (path === '/keys/intake') {
      const { days } = resolveIntakeRequest.parse(body);
      const found = resolve(days.map((day) => keyId({ tenant, category: 'intake', day })));
      const granted = days.map((day, at) => ({ day, key: found[at] }));
      const gone = granted.filter(({ key }) => key === undefined).map(({ day }) => day);
      return { size: days.length, answer: { keys: granted.filter(({ key }) => key !== undefined), gone, lease } };
    }
    const [index = ''] = resolve([`${tenant}/index`]);
    if (path === '/keys/index-key') return { size: 1, answer: { key: index, lease } };
    if (path !== '/keys/find') throw permanent('not-found', 'The key service has no such resource.');
    const { values } = findRequest.parse(body);
    const hash = (value: string) =>
      createHmac('sha256', Buffer.from(index, 'base64url')).update(value).digest('base64url');
    return { size: values.length, answer: { hashes: values.map(hash) } };
  }

  const transport: KeyTransport = {
    async post(path, body, { tenant }) {
      await Promise.resolve();
      if (away) throw transient('connection-refused', 'Nobody answers.', { after: 1000 });
      const { size, answer: found } = answer(path, body, tenant);
      requests.push({ path, tenant, keys: size });
      return found;
    },
  };

  return {
    transport,
    requests,
    setAway(value: boolean) {
      away = value;
    },
    destroy(owner: KeyOwner) {
      keys.set(keyId(owner), undefined);
    },
    /** Destroys a key like a withdrawn consent: the next one has a new generation. */
    withdraw(owner: KeyOwner) {
      const id = keyId(owner);
      keys.delete(id);
      generations.set(id, (generations.get(id) ?? 1) + 1);
    },
    ids: () => [...keys].flatMap(([id, key]) => (key === undefined ? [] : [id])),
    keyOf(owner: KeyOwner): Uint8Array {
      return Buffer.from(keys.get(keyId(owner)) ?? '', 'base64url');
    },
  };
}
