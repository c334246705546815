import { array, assert, integer, property } from 'fast-check';
import { expect, test } from 'vitest';
import { batches, MAX_BYTES, MAX_EVENTS, type Outgoing, sizeOf } from './batches.ts';
import type { EventRecord } from './envelope.ts';

const weighing = (bytes: number, at: number): Outgoing => ({
  topic: 'crescendo.users',
  event: { id: String(at), value: 'x'.repeat(bytes) } as EventRecord, // all that matters here
});

test('whatever events weigh, all go in their order, in batches that a broker takes', async () => {
  const weights = array(integer({ min: 0, max: 899_000 }), { maxLength: 12 });
  const whole = property(weights, (bytes) => {
    const events = bytes.map(weighing);
    const cut = [...batches(events)];
    expect(cut.flat()).toEqual(events);
    for (const batch of cut) {
      expect(batch.length).toBeGreaterThan(0);
      expect(batch.reduce((sum, event) => sum + sizeOf(event), 0)).toBeLessThanOrEqual(MAX_BYTES);
    }
  });
  await assert(whole, { numRuns: 50 });
});

test('no batch has more events than are fit for one produce', () => {
  const light = Array.from({ length: MAX_EVENTS + 1 }, (_, at) => weighing(0, at));
  const sizes = [...batches(light)].map((batch) => batch.length);
  expect(Math.max(...sizes)).toBeLessThanOrEqual(MAX_EVENTS);
  expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(MAX_EVENTS + 1);
});

test('text counts by its bytes, not its characters', () => {
  const { topic, event } = weighing(0, 0);
  expect(sizeOf({ topic, event: { ...event, value: 'ä' } })).toBe(sizeOf(weighing(2, 0)));
});
