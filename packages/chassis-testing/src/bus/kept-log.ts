import { createLog } from '@crescendo/chassis/src/telemetry/log.ts';
import type { Logger } from 'pino';
import { z } from 'zod';

const lineSchema = z.looseObject({ level: z.string(), msg: z.string().optional() });

/**
 * A log that keeps its lines from `warn` up, or from LOG_LEVEL up if that is set; then they also go to standard output.
 */
export function keptLog(name: string): { log: Logger; lines: readonly z.infer<typeof lineSchema>[] } {
  const lines: z.infer<typeof lineSchema>[] = [];
  const log = createLog(name, process.env.LOG_LEVEL ?? 'warn', {
    write(line) {
      lines.push(lineSchema.parse(JSON.parse(line)));
      if (process.env.LOG_LEVEL) process.stdout.write(line);
    },
  });
  return { log, lines };
}
