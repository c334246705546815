import { trace } from '@opentelemetry/api';
import { type DestinationStream, type Logger, pino } from 'pino';
import { classify } from '../store/classify.ts';

/**
 * An error as the log may know it: its code, kind and where in our code it arose. Never its message: a library's
 * message can quote the value it choked on.
 */
function describe(error: unknown): Record<string, unknown> {
  const failure = classify(error);
  const cause = failure.cause instanceof Error ? failure.cause : undefined;
  const stack = (cause ?? failure).stack
    ?.split('\n')
    .filter((line) => line.startsWith('    at '))
    .slice(0, 8);
  const code = cause && 'code' in cause ? String(cause.code) : undefined;
  return { code: failure.code, retry: failure.retry, kind: (cause ?? failure).name, causeCode: code, stack };
}

/** JSON lines on standard output (or elsewhere), each with the active trace. Give it ids and codes, and errors as `err`. */
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
