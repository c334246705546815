import { RING_MS, ringing, soon } from '@crescendo/chassis-testing/effects';
import { expect, test, vi } from 'vitest';

test('a lost answer is given up where a double would be worse', async () => {
  const { want, runEffects, statuses, rung, published } = await ringing(async ({ bell }) => {
    if (bell === 'lost') throw new Error('socket hang up');
  });
  await want(['lost', 'next']);
  await runEffects();
  expect(await statuses()).toEqual(['lost unknown', 'next known']);
  expect(rung).toHaveLength(2);
  expect((await published())[0]?.data).toMatchObject({ billable: 3 });
});

test('a lost answer is followed by another attempt under the same id where a loss would be worse', async () => {
  const { want, runEffects, statuses, rung } = await ringing(
    async ({ attempt }) => {
      if (attempt === 1) throw new Error('socket hang up');
    },
    { whenUnknown: 'send-again' },
  );
  await want(['bell']);
  await vi.waitFor(async () => {
    await runEffects();
    expect(await statuses()).toEqual(['bell known']);
  }, soon);
  expect(rung.map(({ attempt }) => attempt)).toEqual([1, 2]);
  expect(new Set(rung.map(({ id }) => id)).size).toBe(1);
});

test('a call that ignores its deadline is counted as lost, and holds up neither the others nor a stop', async () => {
  const { want, startEffects, statuses, rung, clock } = await ringing(async ({ bell }) => {
    if (bell === 'deaf') await new Promise(() => {});
  });
  await want(['deaf', 'next']);
  const running = startEffects();
  await vi.waitFor(() => expect(rung).toHaveLength(1), soon);
  clock.pass(RING_MS - 1);
  expect(await statuses()).toEqual(['deaf sending', 'next intended']);
  clock.pass(1);
  await vi.waitFor(async () => expect(await statuses()).toEqual(['deaf unknown', 'next known']), soon);
  await running.stop();
});
