import { isControlTopic } from '@crescendo/contracts';
import type { Logger } from 'pino';
import type { Clock } from '../clock.ts';
import { ledger } from '../ledger/ledger.ts';
import { deadLetters } from '../process/dead-letters.ts';
import type { Store } from '../store/store.ts';
import type { Metrics } from '../telemetry/metrics.ts';
import { pause } from '../waiting/backoff.ts';
import { orAborted } from '../waiting/or-aborted.ts';

const EVERY_MS = 10_000;
/** The most rows to count: above it the exact number does not matter. */
const COUNTED = 1_000;

type BacklogParts = { store: Store; metrics: Metrics; log: Logger; signal: AbortSignal; clock: Pick<Clock, 'ahead'> };

/**
 * Updates the gauges of waiting work in the service's database, whichever replica does that work. Resolves after
 * `signal`.
 */
export async function watchBacklog({ store, metrics, log, signal, clock }: BacklogParts): Promise<void> {
  async function look(): Promise<void> {
    try {
      await countDeadLetters(store, metrics);
      await countEffects(store, metrics, clock);
    } catch (error) {
      log.debug({ err: error }, 'what waits in the database could not be counted');
    }
  }

  do await orAborted(signal, look());
  while (await pause(EVERY_MS, signal));
}

async function countDeadLetters(store: Store, metrics: Metrics): Promise<void> {
  const rows = await store.model(deadLetters).aggregate<{ _id: { status: string; code: string }; count: number }>([
    { $match: { status: { $gt: '' } } }, // every row has one, so the index alone answers this
    { $group: { _id: { status: '$status', code: '$code' }, count: { $sum: 1 } } },
  ]);
  metrics.deadLetters.reset();
  for (const { _id, count } of rows) metrics.deadLetters.set(_id, count);
  metrics.controlSetAside.reset();
  if (rows.some(({ _id }) => _id.status === 'set-aside')) await countSetAside(store, metrics);
  metrics.controlDead.reset();
  if (rows.some(({ _id }) => _id.status === 'dead')) await countDeadControl(store, metrics);
}

async function countDeadControl(store: Store, metrics: Metrics): Promise<void> {
  const rows = await store
    .model(deadLetters)
    .aggregate<{ _id: { topic: string; code: string }; count: number }>([
      { $match: { status: 'dead' } },
      { $group: { _id: { topic: '$topic', code: '$code' }, count: { $sum: 1 } } },
    ]);
  for (const { _id, count } of rows) if (isControlTopic(_id.topic)) metrics.controlDead.set({ code: _id.code }, count);
}

async function countSetAside(store: Store, metrics: Metrics): Promise<void> {
  const rows = await store
    .model(deadLetters)
    .aggregate<{ _id: { type: string; code: string }; count: number }>([
      { $match: { status: 'set-aside' } },
      { $group: { _id: { type: '$type', code: '$code' }, count: { $sum: 1 } } },
    ]);
  for (const { _id, count } of rows) metrics.controlSetAside.set(_id, count);
}

/** Looks at the effects that are due first: one that is put off again and again is among them. */
async function countEffects(store: Store, metrics: Metrics, clock: Pick<Clock, 'ahead'>): Promise<void> {
  const waiting = await store
    .model(ledger)
    .find({ status: { $in: ['intended', 'sending'] } }, { createdAt: 1 })
    .sort({ dueAt: 1 })
    .limit(COUNTED)
    .lean();
  metrics.effectsWaiting.set(waiting.length);
  const oldest = Math.min(...waiting.map((row) => row.createdAt.getTime())) - clock.ahead();
  metrics.effectsAge.since(waiting.length > 0 ? oldest : undefined);
}
