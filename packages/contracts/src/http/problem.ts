import { z } from 'zod';

/** Problem details (RFC 9457). `code` is stable; `retry` says whether the same request may succeed later. */
export const problem = z.object({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  detail: z.string().optional(),
  code: z.string(),
  retry: z.boolean(),
  trace: z.string().optional(),
  errors: z.array(z.object({ path: z.string(), code: z.string() })).optional(),
});
export type Problem = z.infer<typeof problem>;
