import { createHmac } from 'node:crypto';
import { route } from '@crescendo/chassis';
import { findRequest, findResponse, permanent } from '@crescendo/contracts';
import type { KeyRelease } from '../keys/key-release.ts';

/** Keyed hashes (HMAC-SHA256, base64url) of values, for equality look-ups by services that do not hold the key. */
export const findRoute = (release: KeyRelease) =>
  route({
    method: 'post',
    path: '/keys/find',
    from: ['gateway', 'ingestion'],
    body: findRequest,
    response: findResponse,
    async handle({ body, caller, service }) {
      const key = await release.forHashes({ service, caller, count: body.values.length });
      if (!key) throw permanent('key-gone', 'The keys of this tenant were destroyed.');
      return { hashes: body.values.map((value) => createHmac('sha256', key).update(value).digest('base64url')) };
    },
  });
