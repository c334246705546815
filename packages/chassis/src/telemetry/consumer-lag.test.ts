import { expect, test } from 'vitest';
import { createConsumerLag } from './consumer-lag.ts';

const HOUR = 3_600_000;
const at = { topic: 'crescendo.users', partition: 0 };

/** A consumer of the partition, with a clock that the test sets. */
function consuming(next: number | undefined) {
  const state = { next, now: 10 * HOUR };
  const lag = createConsumerLag({ retentionOf: () => 8 * HOUR, now: () => state.now });
  const follow = () => lag.follow(() => [{ ...at, next: state.next }]);
  follow();
  const records = (first: number, times: readonly number[]) =>
    times.map((time, index) => ({ offset: String(first + index), timestamp: String(time) }));
  return {
    state,
    lag,
    follow,
    fetched: (first: number, times: readonly number[]) => lag.fetched(at, records(first, times)),
    looked: (high: number, low = 0) => lag.looked(at, { low, high }),
    read: () => lag.read()[0],
  };
}

test('who has handled everything is not behind', () => {
  const { looked, read } = consuming(7);
  looked(7);
  expect(read()).toEqual({ ...at, messages: 0, seconds: 0, share: 0 });
});

test('while a batch is stuck at a record, the age of that record grows by itself', () => {
  const { state, fetched, looked, read } = consuming(5);
  fetched(4, [state.now - 9_000, state.now - 8_000, state.now - 7_000]);
  looked(20);
  expect(read()).toMatchObject({ messages: 15, seconds: 8 });
  state.now += 2 * HOUR;
  expect(read()).toMatchObject({ messages: 15, seconds: 2 * 3600 + 8 });
});

test('where nothing is fetched, a record is as old as the first look that found it', () => {
  const { state, looked, read } = consuming(5);
  looked(5);
  state.now += 5_000;
  looked(6);
  state.now += 60_000;
  looked(900);
  expect(read()).toMatchObject({ messages: 895, seconds: 65 });
});

test('of a backlog that was there before, the last record handled tells the age', () => {
  const { state, fetched, looked, read } = consuming(5);
  fetched(3, [state.now - 3 * HOUR, state.now - 2 * HOUR]);
  looked(20);
  expect(read()).toMatchObject({ messages: 15, seconds: 2 * 3600, share: 0.25 });
});

test('what the broker no longer has is lost: the share of retention is whole', () => {
  const { looked, read } = consuming(5);
  looked(200, 100);
  expect(read()).toMatchObject({ messages: 195, share: 1 });
});

test('days of looks at a stuck partition keep the age, in little memory', () => {
  const { state, looked, read } = consuming(0);
  looked(0);
  for (let high = 1; high < 40_000; high++) {
    state.now += 5_000;
    looked(high);
  }
  expect(read()?.seconds).toBe((39_999 * 5_000) / 1_000);
});

test('what was seen of a partition before another process had it is forgotten', () => {
  const { state, looked, lag, follow, read } = consuming(5);
  looked(5);
  lag.follow(() => []);
  expect(lag.read()).toEqual([]);
  state.now += HOUR;
  state.next = 90;
  follow();
  looked(100);
  expect(read()).toMatchObject({ messages: 10, seconds: 0 });
});

test('nothing is said of a partition whose place is not known', () => {
  const { looked, lag } = consuming(undefined);
  looked(100);
  expect(lag.read()).toEqual([]);
  expect(lag.topics()).toEqual([at.topic]);
});
