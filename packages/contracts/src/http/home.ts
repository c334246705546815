import { z } from 'zod';
import { userId } from '../ids.ts';

/** A query to each service with a part in App Home: its blocks for a person. */
export const homePartRequest = z.object({ user: userId });
export const homePartResponse = z.object({ blocks: z.array(z.record(z.string(), z.unknown())) });
