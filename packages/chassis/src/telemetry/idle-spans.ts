import { type Context, createContextKey } from '@opentelemetry/api';
import type { SpanProcessor } from '@opentelemetry/sdk-trace';

const WORK = createContextKey('crescendo.work');

/** What is marked with it is not exported. */
export const IDLE = 'crescendo.idle';

/** Whether work was done in a span. */
export type Work = { done: boolean };

/** A context in which work that is done is noted. */
export const watchedForWork = (context: Context, work: Work): Context => context.setValue(WORK, work);

/** Notes in whatever watches this context that work is done. */
export function noteWork(context: Context): void {
  const work = context.getValue(WORK) as Work | undefined; // nobody else has the key
  if (work) work.done = true;
}

/** Passes on every span but those marked idle: jobs that look every second and find nothing would bury all others. */
export const withoutIdle = (inner: SpanProcessor): SpanProcessor => ({
  onStart: (span, parent) => inner.onStart(span, parent),
  onEnd(span) {
    if (span.attributes[IDLE] !== true) inner.onEnd(span);
  },
  forceFlush: () => inner.forceFlush(),
  shutdown: () => inner.shutdown(),
});
