export { type Clock, systemClock } from './clock.ts';
export { type Effect, type EffectContext, type EffectOutcome, effect } from './effects/effect.ts';
export type { ErasureHooks } from './erasure/hooks.ts';
export type { Scope } from './fences/fences.ts';
export { isFenced } from './fences/is-fenced.ts';
export { type DatabaseGauge, mergedBy, showDatabaseGauges } from './gauges/database-gauges.ts';
export { isOlder, newestOf } from './handlers/act-order.ts';
export { type EventOf, type Handler, on } from './handlers/on.ts';
export { onBatch } from './handlers/on-batch.ts';
export { deadLetter, type Outcome, skip } from './handlers/outcome.ts';
export type { About, BatchTx, Tx } from './handlers/tx.ts';
export type { Caller } from './http/caller.ts';
export type { ServiceClient } from './http/client.ts';
export { fromCursor, toCursor } from './http/cursor.ts';
export { problemHandler, sendProblem } from './http/problems.ts';
export { retryAfterMs, UNTOLD_WAIT_MS } from './http/retry-after.ts';
export { type OperatorRoute, operatorRoute, type Route, route } from './http/route.ts';
export type { Tokens } from './http/tokens.ts';
export type { EachRow } from './jobs/each-row.ts';
export { type Job, job } from './jobs/job.ts';
export type { EffectRef } from './ledger/effect-ref.ts';
export type { AcknowledgedBy, PublishNow } from './outbox/publish-now.ts';
export { runService } from './run.ts';
export { defineService, type Service } from './service.ts';
export type { ServiceContext } from './service-context.ts';
export { type BaseSettings, baseSettings, readSettings } from './settings.ts';
export {
  type ClearOf,
  type Collection,
  collection,
  type ModelOf,
  type OpenedRow,
  type RowOf,
} from './store/collection.ts';
export { insertOnce } from './store/insert-once.ts';
export { activeTraceparent, inSpan } from './telemetry/tracing.ts';
export { type Deadline, deadline } from './waiting/deadline.ts';
