import { trace } from '@opentelemetry/api';
import { type DestinationStream, type Logger, pino } from 'pino';
import { classify } from '../store/classify.ts';

/** The causes of an error, the root last. */
function causesOf({ cause }: Error, atMost = 6): Error[] {
  return cause instanceof Error && atMost > 0 ? [cause, ...causesOf(cause, atMost - 1)] : [];
}

/**
 * An error as the log may show it: its code, the kinds of its causes, and the root's stack. Never a message: a
 * library's message can quote the value it failed on.
 */
function describe(error: unknown): Record<string, unknown> {
  const failure = classify(error);
  const causes = causesOf(failure);
  const root = causes.at(-1) ?? failure;
  const stack = root.stack
    ?.split('\n')
    .filter((line) => line.startsWith('    at '))
    .slice(0, 8);
  const kind = [...new Set(causes.map(({ name }) => name))].join(' < ') || failure.name;
  const causeCode = 'code' in root && root !== failure ? String(root.code) : undefined;
  return { code: failure.code, retry: failure.retry, kind, causeCode, stack };
}

/**
 * Writes JSON lines to standard output (or to `to`), each with the active trace. Log only ids and codes, and errors as
 * `err`.
 */
export function createLog(service: string, level: string, to: DestinationStream = pino.destination(1)): Logger {
  const options = {
    level,
    base: { service },
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }) },
    serializers: { err: describe },
    mixin() {
      const span = trace.getActiveSpan()?.spanContext();
      return span ? { trace: span.traceId } : {};
    },
  };
  return pino(options, to);
}
