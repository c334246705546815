import { newId } from '@crescendo/contracts';
import { expect, test } from 'vitest';
import type { EventRecord } from './envelope.ts';
import { addSeen, causeOf, isCopy, LOCAL, seenIn, sequenceOf } from './sequence.ts';

const event = (source: string, cause: string, number: number): EventRecord => ({
  id: newId('event'),
  type: 'user-synced',
  source: `/crescendo/${source}`,
  time: new Date(),
  tenant: newId('tenant'),
  user: undefined,
  key: 'k',
  value: '{}',
  traceparent: undefined,
  sequence: { cause, number },
});

test('what came of a later record has a higher number, whatever its place among what came of it', () => {
  const number = (position: number, index: number) => sequenceOf({ cause: 'slack/0/e', position, index })?.number ?? -1;
  expect(number(7, 0)).toBeGreaterThan(number(6, 9_999));
  expect(number(7, 1)).toBeGreaterThan(number(7, 0));
});

test('what no event caused has no sequence', () => {
  expect(sequenceOf({ cause: LOCAL, position: 1, index: 0 })).toBeUndefined();
});

test('a copy is told by its number, for each producer and cause by itself', () => {
  const seen = seenIn([event('ingestion', 'slack/0/e', 70_000)]);
  expect(isCopy(seen, event('ingestion', 'slack/0/e', 70_000))).toBe(true);
  expect(isCopy(seen, event('ingestion', 'slack/0/e', 60_001))).toBe(true);
  expect(isCopy(seen, event('ingestion', 'slack/0/e', 70_001))).toBe(false);
  expect(isCopy(seen, event('ingestion', 'slack/1/e', 60_001))).toBe(false);
  expect(isCopy(seen, event('gateway', 'slack/0/e', 60_001))).toBe(false);
  expect(isCopy(seen, event('ingestion', 'slack/0/f', 1))).toBe(false);
});

test('an event without a sequence is not judged by it', () => {
  expect(isCopy(new Map(), { ...event('gateway', 'x/0/e', 1), sequence: undefined })).toBeUndefined();
});

test('what is seen only grows', () => {
  const seen = seenIn([event('ingestion', 'slack/0/e', 7)]);
  addSeen(seen, seenIn([event('ingestion', 'slack/0/e', 3)]));
  expect(isCopy(seen, event('ingestion', 'slack/0/e', 7))).toBe(true);
});

test("a cause's name can be a field's name in a row", () => {
  expect(causeOf({ topic: 'crescendo.bus.test', partition: 2 }, 'mhx3')).toBe('bus-test/2/mhx3');
});
