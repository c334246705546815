import type { z } from 'zod';

/** An effect as a handler refers to it: its name and its arguments. */
export type EffectRef<Args extends Record<string, unknown> = Record<string, unknown>> = {
  name: string;
  args: z.ZodType<Args>;
};
