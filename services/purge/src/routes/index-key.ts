import { route } from '@crescendo/chassis';
import { indexKeyResponse, permanent } from '@crescendo/contracts';
import { z } from 'zod';
import type { KeyRelease } from '../keys/key-release.ts';
import type { Leases } from '../keys/leases.ts';

/** The tenant's key for keyed hashes. The gateway needs one for every click and cannot ask each time. */
export const indexKeyRoute = (release: KeyRelease, leases: Leases) =>
  route({
    method: 'post',
    path: '/keys/index-key',
    from: ['gateway'],
    body: z.object({}),
    response: indexKeyResponse,
    async handle({ caller, service }) {
      const [lent] = await release.keys({ service, caller, request: 'index-key', places: [{ category: 'index' }] });
      if (!lent) throw permanent('key-gone', 'The keys of this tenant were destroyed.');
      return { key: Buffer.from(lent.key).toString('base64url'), lease: leases.edge };
    },
  });
