import { permanent, transient } from '@crescendo/contracts';
import { expect, test } from 'vitest';
import { createLog } from '../telemetry/log.ts';
import { createMetrics } from '../telemetry/metrics.ts';
import { createEachRow } from './each-row.ts';

type Row = { _id: string };

/** A job whose due rows are `due`, in order; those in `poisoned` fail. */
function scene(names: readonly string[]) {
  let due = [...names];
  let now = Date.parse('2026-11-24T09:00:00Z');
  const poisoned = new Map<string, Error>();
  const metrics = createMetrics('billing');
  const stopping = new AbortController();
  const { eachRow, forget } = createEachRow({
    job: 'count',
    clock: { now: () => new Date(now) },
    metrics,
    log: createLog('test', 'silent'),
    signal: stopping.signal,
  });
  const query = { limit: async (most: number): Promise<Row[]> => due.slice(0, most).map((_id) => ({ _id })) };
  const tried: string[] = [];
  const work = async ({ _id }: Row) => {
    tried.push(_id);
    const error = poisoned.get(_id);
    if (error) throw error;
    due = due.filter((each) => each !== _id);
  };
  const metric = async (name: string) =>
    Number((await metrics.registry.getSingleMetricAsString(name)).trim().split(' ').at(-1));
  return {
    poison: (id: string, error: Error = new Error('nobody foresaw it')) => void poisoned.set(id, error),
    heal: (id: string) => void poisoned.delete(id),
    dueNow: () => due,
    joins: (id: string) => void due.push(id),
    leaves: (id: string) => {
      due = due.filter((each) => each !== id);
    },
    after: (ms: number) => {
      now += ms;
    },
    /** Does one run, and returns what it tried. */
    async run() {
      const before = tried.length;
      const result = await eachRow(query, work);
      return { ...result, tried: tried.slice(before) };
    },
    runOver: (rows: Row[]) => eachRow(rows, work),
    tried,
    stopping,
    forget,
    failing: () => metric('crescendo_job_rows_failing'),
  };
}
const many = (prefix: string, count: number) => Array.from({ length: count }, (_, at) => `${prefix}${at}`);

test('a row that fails stops no other, waits, and is done once it can be', async () => {
  const { poison, heal, run, after, failing, dueNow } = scene(['a', 'b', 'c']);
  poison('a');
  expect(await run()).toEqual({ done: 2, more: false, tried: ['a', 'b', 'c'] });
  expect(await failing()).toBe(1);
  expect((await run()).tried).toEqual([]);
  heal('a');
  after(5_000);
  expect(await run()).toEqual({ done: 1, more: false, tried: ['a'] });
  expect([await failing(), dueNow()]).toEqual([0, []]);
});

test.each([
  ['what nobody foresaw', new Error('nobody foresaw it'), 3_600_000],
  ['what is wrong for good', permanent('seal-broken', 'It does not open.'), 3_600_000],
  ['what may pass', transient('key-service-unavailable', 'It does not answer.'), 300_000],
  ['what says when to come back', transient('limited', 'Later.', { after: 86_400_000 }), 300_000],
])('%s is tried again later each time, within a limit', async (_what, error, longest) => {
  const { poison, run, after } = scene(['a']);
  poison('a', error);
  const waits: number[] = [];
  for (let times = 0; times < 14; times++) {
    await run();
    let waited = 0;
    for (; (await run()).tried.length === 0 && waited <= longest; waited += longest / 1_000) after(longest / 1_000);
    waits.push(waited);
  }
  expect(waits.at(-1)).toBeGreaterThan(longest / 2 - 1);
  expect(Math.max(...waits)).toBeLessThanOrEqual(longest + longest / 1_000);
});

test('more failing rows than fit on a page keep no other waiting', async () => {
  const bad = many('bad', 130);
  const { poison, run, after, dueNow } = scene([...bad, 'good']);
  for (const id of bad) poison(id);
  let runs = 0;
  for (; dueNow().includes('good') && runs < 1_000; runs++) {
    await run().catch(() => undefined); // five in a row end a run
    after(60);
  }
  expect(dueNow()).not.toContain('good');
  expect(runs).toBeLessThan(130);
});

test('what never failed comes before what is tried again', async () => {
  const { poison, run, after, joins } = scene(['bad']);
  poison('bad');
  await run();
  after(60_000);
  joins('new');
  expect((await run()).tried).toEqual(['new', 'bad']);
});

test('five failures in a row end the run, and the next begins behind them', async () => {
  const bad = many('bad', 5);
  const { poison, run, tried } = scene([...bad, 'good']);
  for (const id of bad) poison(id);
  await expect(run()).rejects.toThrow('nobody foresaw it');
  expect(tried).toEqual(bad);
  expect((await run()).tried).toEqual(['good']);
});

test('whom it is about may be fenced: that is no failure, and is not tried again and again', async () => {
  const held = many('held', 8);
  const { poison, run, failing } = scene([...held, 'good']);
  for (const id of held) poison(id, permanent('held', 'They may come back.'));
  expect((await run()).done).toBe(1);
  expect(await failing()).toBe(0);
  expect((await run()).tried).toEqual([]);
});

test('a failing row that is not due any more is forgotten, and so are all when another replica has the job', async () => {
  const { poison, run, leaves, failing, forget } = scene(['a', 'b']);
  poison('a');
  poison('b');
  await run();
  leaves('a');
  await run();
  expect(await failing()).toBe(1);
  forget();
  expect(await failing()).toBe(0);
  expect((await run()).tried).toEqual(['b']);
});

test('a full page says that there may be more; what was found as a whole does not', async () => {
  const { run, runOver } = scene(many('row', 150));
  expect(await run()).toMatchObject({ done: 100, more: true });
  expect(await run()).toMatchObject({ done: 50, more: false });
  expect(await runOver(many('one', 150).map((_id) => ({ _id })))).toEqual({ done: 150, more: false });
});

test('a stop ends it before the next row, and blames none', async () => {
  const { stopping, run, failing, poison } = scene(['a', 'b']);
  poison('a');
  stopping.abort();
  expect(await run()).toEqual({ done: 0, more: false, tried: [] });
  expect(await failing()).toBe(0);
});
