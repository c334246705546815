import { route } from '@crescendo/chassis';
import { permanent, resolveKeysRequest, resolveKeysResponse, services } from '@crescendo/contracts';
import { requireGrants } from '../keys/granted-categories.ts';
import type { KeyRelease } from '../keys/key-release.ts';
import type { Leases } from '../keys/leases.ts';

/** Keys of people and of the tenant, for categories granted to the caller; missing ones are created. */
export const resolveRoute = (release: KeyRelease, leases: Leases) =>
  route({
    method: 'post',
    path: '/keys/resolve',
    from: services,
    body: resolveKeysRequest,
    response: resolveKeysResponse,
    async handle({ body, caller, service }) {
      requireGrants(caller.service, new Set(body.keys.map(({ category }) => category)));
      if (body.keys.some(({ category }) => category === 'intake'))
        throw permanent('bad-request', 'Intake keys belong to days: ask for them by day.');
      const found = await release.keys({ service, caller, request: 'resolve', places: body.keys });
      const keys = body.keys.flatMap((owner, at) => {
        const lent = found[at];
        if (!lent) return [];
        return [{ ...owner, key: Buffer.from(lent.key).toString('base64url'), generation: lent.generation }];
      });
      return { keys, gone: body.keys.filter((_, at) => !found[at]), lease: leases.ordinary };
    },
  });
