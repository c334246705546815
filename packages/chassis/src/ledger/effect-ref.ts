import type { z } from 'zod';

/** An effect as a handler names it: what it is called, and what it takes. */
export type EffectRef<Args extends Record<string, unknown> = Record<string, unknown>> = {
  name: string;
  args: z.ZodType<Args>;
};
