import { type Context, createContextKey } from '@opentelemetry/api';
import type { SpanProcessor } from '@opentelemetry/sdk-trace';

const WORK = createContextKey('crescendo.work');

/** Spans with this attribute are not exported. */
export const IDLE = 'crescendo.idle';

/** Whether work was done in a span. */
export type Work = { done: boolean };

/** A context that records in `work` whether work was done. */
export const watchedForWork = (context: Context, work: Work): Context => context.setValue(WORK, work);

/** Records that work was done, if the context is watched. */
export function noteWork(context: Context): void {
  const work = context.getValue(WORK) as Work | undefined; // only this file has the key
  if (work) work.done = true;
}

/** Exports every span except idle ones: jobs that look every second and find nothing would bury all others. */
export const withoutIdle = (inner: SpanProcessor): SpanProcessor => ({
  onStart: (span, parent) => inner.onStart(span, parent),
  onEnd(span) {
    if (span.attributes[IDLE] !== true) inner.onEnd(span);
  },
  forceFlush: () => inner.forceFlush(),
  shutdown: () => inner.shutdown(),
});
