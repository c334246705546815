import { expect, test } from 'vitest';
import { planFor } from './plan.ts';

const { people, news } = planFor({ people: 7, clicks: 50, events: 20, seconds: 60 });
const acts = people.flat();

test('just so many clicks and events are planned, by everyone, all while the outage lasts', () => {
  const homes = acts.filter(({ what }) => what === 'open-home');
  expect(acts.length - homes.length).toBe(50);
  expect(homes.length + news.length).toBe(20);
  expect(people.map((own) => own.filter(({ what }) => what !== 'open-home').length)).toEqual([8, 7, 7, 7, 7, 7, 7]);
  expect([...acts, ...news].filter(({ atMs }) => atMs < 0 || atMs > 60_000)).toEqual([]);
});

test('everyone begins while the outage is not yet known, and does one thing after another', () => {
  for (const own of people) {
    const times = own.map(({ atMs }) => atMs);
    expect(times[0]).toBeLessThan(3_000);
    expect(times).toEqual(times.toSorted((one, other) => one - other));
  }
});
