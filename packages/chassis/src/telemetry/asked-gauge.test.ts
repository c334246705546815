import { Registry } from 'prom-client';
import { afterEach, expect, test, vi } from 'vitest';
import { ageGauge, askedGauge } from './asked-gauge.ts';

afterEach(() => {
  vi.useRealTimers();
});

function gauges() {
  const registry = new Registry();
  const config = { help: 'h', labelNames: ['what'], registers: [registry] };
  const read = async (name: string) =>
    (await registry.getSingleMetricAsString(name)).split('\n').filter((line) => !line.startsWith('#'));
  return { config, read };
}

test('a gauge tells what is so when it is read, and no longer what was', async () => {
  const { config, read } = gauges();
  const waiting = new Set(['database']);
  askedGauge({ ...config, name: 'waits' }).ask(() => [...waiting].map((what) => ({ labels: { what }, value: 1 })));
  expect(await read('waits')).toEqual(['waits{what="database"} 1']);
  waiting.clear();
  waiting.add('consumer');
  expect(await read('waits')).toEqual(['waits{what="consumer"} 1']);
});

test('an age grows while nobody says anything, and ends when nothing waits', async () => {
  vi.useFakeTimers({ now: 1_000_000 });
  const { config, read } = gauges();
  const age = ageGauge({ ...config, name: 'age' });
  age.since(Date.now() - 2_000, { what: 'a' });
  age.since(undefined, { what: 'b' });
  vi.advanceTimersByTime(60_000);
  expect(await read('age')).toEqual(['age{what="a"} 62', 'age{what="b"} 0']);
  age.since(undefined, { what: 'a' });
  expect(await read('age')).toEqual(['age{what="a"} 0', 'age{what="b"} 0']);
});
