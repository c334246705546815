import { expect, test } from 'vitest';
import { createReleaseLimit } from './release-limit.ts';

const at = (seconds: number) => new Date(seconds * 1000);

test('a service is given a minute of keys at once, and then as many as come back with time', () => {
  const limit = createReleaseLimit({ perMinute: 600 });
  limit.take('ingestion', 600, at(0));
  expect(() => limit.take('ingestion', 1, at(0))).toThrow(
    expect.objectContaining({ code: 'rate-limited', retry: true }),
  );
  limit.take('ingestion', 10, at(1));
  expect(() => limit.take('ingestion', 1, at(1))).toThrow();
});

test('a refusal says when it is worth asking again, and then it is', () => {
  const limit = createReleaseLimit({ perMinute: 600 });
  limit.take('ingestion', 600, at(0));
  expect(() => limit.take('ingestion', 30, at(0))).toThrow(expect.objectContaining({ after: 3000 }));
  limit.take('ingestion', 30, at(3));
});

test("one service's haste does not slow another", () => {
  const limit = createReleaseLimit({ perMinute: 600 });
  limit.take('ingestion', 600, at(0));
  limit.take('gateway', 600, at(0));
});

test('a clock that steps back gives nothing and takes nothing', () => {
  const limit = createReleaseLimit({ perMinute: 600 });
  limit.take('ingestion', 300, at(60));
  limit.take('ingestion', 300, at(0));
  expect(() => limit.take('ingestion', 1, at(0))).toThrow();
});
