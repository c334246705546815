import { streams } from '@crescendo/contracts';
import { readDatabases, type StoredDocument, topicEnds } from '@crescendo/scan';
import { z } from 'zod';
import type { OwnSystem } from './own-system.ts';

const assignmentRow = z.object({
  _id: z.string(),
  user: z.string(),
  delivery: z.enum(['requested', 'sent', 'failed', 'unknown']),
  reason: z.string().optional(),
  answer: z.unknown().optional(),
  rating: z.unknown().optional(),
  comment: z.unknown().optional(),
});
const learnerRow = z.object({ _id: z.string(), status: z.string() });
const outboxRow = z.object({
  tenant: z.string(),
  user: z.string().optional(),
  type: z.string(),
  cause: z.string(),
  position: z.number(),
  index: z.number(),
});

/** A person's lesson, as personalization stores it. */
export type GivenLesson = z.output<typeof assignmentRow>;

/** The results of people's acts for all tenants, as the databases' administrator reads them. */
export type Effects = {
  lessons: GivenLesson[];
  /** Whether each person is learning, by their id. */
  learning: Map<string, boolean>;
  /** Ingestion's events from Slack's traffic, in the order of their causes. */
  events: z.output<typeof outboxRow>[];
  deadLetters: string[];
  /** The names of places with work left; empty when everything is at rest. */
  underWay: string[];
};

const topics = streams.map(({ topic }) => topic);

function isUnderWay({ collection, document }: StoredDocument, ends: ReadonlyMap<string, bigint>): boolean {
  if (collection === 'offsets') return BigInt(Number(document.next)) < (ends.get(String(document._id)) ?? 0n);
  if (collection === 'outbox') return document.status === 'pending';
  return collection === 'ledger' && (document.status === 'intended' || document.status === 'sending');
}

const byCause = (one: Effects['events'][number], other: Effects['events'][number]) =>
  one.cause.localeCompare(other.cause) || one.position - other.position || one.index - other.index;

export async function effectsIn(system: Pick<OwnSystem, 'kafka' | 'mongodb'>): Promise<Effects> {
  const ends = await topicEnds(system.kafka.brokers, topics);
  const effects: Effects = { lessons: [], learning: new Map(), events: [], deadLetters: [], underWay: [] };
  for await (const row of readDatabases(system.mongodb.adminUri)) {
    const { database, collection, document } = row;
    const place = `${database}.${collection}`;
    if (place === 'personalization.assignments') effects.lessons.push(assignmentRow.parse(document));
    if (place === 'ingestion.outbox') effects.events.push(outboxRow.parse(document));
    if (place === 'personalization.learners') {
      const { _id, status } = learnerRow.parse(document);
      effects.learning.set(_id, status === 'active');
    }
    if (collection === 'deadLetters') effects.deadLetters.push(`${place}: ${document.type} ${document.code}`);
    if (isUnderWay(row, ends)) effects.underWay.push(`${place}/${document._id}`);
  }
  effects.events.sort(byCause);
  return effects;
}
