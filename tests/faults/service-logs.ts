import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type ServiceName, services } from '@crescendo/contracts';
import type { System } from '@crescendo/dev';
import { z } from 'zod';

const line = z.object({
  level: z.string(),
  msg: z.string().optional(),
  err: z.object({ code: z.string(), kind: z.string() }).optional(),
  what: z.string().optional(),
});

/** An entry of a service's log that reports trouble. */
export type Complaint = { service: ServiceName; level: string; says: string };

const levels = ['warn', 'error', 'fatal'];

/** Starts to follow the services' logs; resolves to a function that reads all entries since then at `warn` or worse. */
export async function listenToLogs(system: Pick<System, 'logDir'>): Promise<() => Promise<Complaint[]>> {
  const files = services.map((service) => ({ service, file: join(system.logDir, `${service}.log`) }));
  const starts = await Promise.all(files.map(async ({ file }) => (await stat(file)).size));
  return async () => {
    const read = files.map(async ({ service, file }, place) => {
      const text = (await readFile(file)).subarray(starts[place]).toString('utf8');
      return text.split('\n').flatMap((each) => complaint(service, each));
    });
    return (await Promise.all(read)).flat();
  };
}

function complaint(service: ServiceName, text: string): Complaint[] {
  if (text === '') return [];
  // Text that is not a log line comes from a crash of the runtime.
  if (!text.startsWith('{')) return [{ service, level: 'fatal', says: text }];
  const { level, msg = '', err, what } = line.parse(JSON.parse(text));
  const why = err ? ` (${err.code}: ${err.kind})` : '';
  const says = `${what ? `${what}: ` : ''}${msg}${why}`;
  return levels.includes(level) ? [{ service, level, says }] : [];
}

/** Lists equal complaints once, with their number. */
export function summed(complaints: readonly Complaint[]): string[] {
  const counts = new Map<string, number>();
  for (const { service, level, says } of complaints) {
    const sentence = `${service}: ${level}: ${says}`;
    counts.set(sentence, (counts.get(sentence) ?? 0) + 1);
  }
  return [...counts].map(([sentence, count]) => `${count} × ${sentence}`).sort();
}
