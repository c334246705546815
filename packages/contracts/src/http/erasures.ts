import { z } from 'zod';
import { tenantId, userId } from '../ids.ts';

/** Asked of every service: how many rows about a customer or a person it has. */
export const erasureProgressRequest = z.object({ tenant: tenantId, user: userId.optional() });
export const erasureProgressResponse = z.object({ left: z.int().nonnegative() });
