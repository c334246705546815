import { z } from 'zod';
import { serviceName } from './dead-letters.ts';

/** What a service waits for, by name; nothing when it is ready. */
export const readinessResponse = z.object({ reasons: z.record(z.string(), z.string()) });

/** What the gateway answers operators about all of them. */
export const systemStatusResponse = z.object({
  services: z.array(z.object({ service: serviceName, ready: z.boolean(), reasons: z.record(z.string(), z.string()) })),
});
