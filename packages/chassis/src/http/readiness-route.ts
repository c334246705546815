import { readinessResponse } from '@crescendo/contracts';
import { z } from 'zod';
import type { Readiness } from './readiness.ts';
import { operatorRoute } from './route.ts';

/** Tells operators what the service waits for, like `/readyz`, but through the gateway. */
export const readinessRoute = (readiness: Readiness) =>
  operatorRoute({
    method: 'post',
    path: '/internal/readiness',
    from: ['gateway'],
    body: z.object({}),
    response: readinessResponse,
    handle: async () => ({ reasons: readiness.reasons() }),
  });
