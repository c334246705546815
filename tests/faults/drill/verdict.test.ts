import { expect, test } from 'vitest';
import type { Stored } from './judge.ts';
import { planOf } from './plan.ts';
import { type Findings, faultsFound } from './verdict.ts';

const plan = planOf(300);
const upTo = (count: number) => ({ count, seen: Array.from({ length: count }, (_, number) => number) });
const [someKey = ''] = plan.sound.keys();

/** The services' data if all promises hold. */
function asPromised(): Findings & { stored: Record<'billing' | 'analytics' | 'support', Stored> } {
  const { tenant, count, at } = plan.poisoned;
  const stored = (ofThePoisoned: number): Stored => ({
    tallies: new Map([
      ...[...plan.sound].map(([key, each]) => [key, upTo(each)] as const),
      [tenant, upTo(ofThePoisoned)],
    ]),
    deadLetters: [],
    pendingInOutbox: 0,
  });
  const kept = Array.from({ length: count - at }, (_, place) =>
    place === 0
      ? { key: tenant, status: 'dead' as const, code: 'poisoned' }
      : { key: tenant, status: 'parked' as const, code: 'parked' },
  );
  const wire = { records: 320, copies: 10 };
  return {
    stored: { billing: stored(count), analytics: { ...stored(at), deadLetters: kept }, support: stored(at) },
    onTheWire: { billing: wire, analytics: wire, support: wire },
    crashes: [],
  };
}

function wrongWith(change: (findings: ReturnType<typeof asPromised>) => void): string {
  const findings = asPromised();
  change(findings);
  return faultsFound(plan, findings, { copies: 30 }).join('; ');
}

const tallied = (stored: Stored, tally: { count: number; seen: number[] }) => ({
  ...stored,
  tallies: new Map([...stored.tallies, [someKey, tally]]),
});

test('a drill in which all is as promised has nothing wrong', () => {
  expect(wrongWith(() => {})).toBe('');
});

test('an event counted twice is found', () => {
  const wrong = wrongWith((found) => {
    found.stored.support = tallied(found.stored.support, { count: 101, seen: [0, ...upTo(100).seen] });
  });
  expect(wrong).toContain('support: counted 301 events instead of 300');
});

test('a lost event is found', () => {
  const wrong = wrongWith((found) => {
    found.stored.analytics = tallied(found.stored.analytics, upTo(99));
  });
  expect(wrong).toContain('analytics: counted 299 events instead of 300');
});

test('two events in the wrong order are found, though the counters are right', () => {
  const wrong = wrongWith((found) => {
    const { count, seen } = upTo(100);
    found.stored.billing = tallied(found.stored.billing, { count, seen: [1, 0, ...seen.slice(2)] });
  });
  expect(wrong).toBe('billing: keys with another history than was published: 1');
});

test('a dead letter that should not be is found', () => {
  const wrong = wrongWith((found) => {
    const letter = { key: someKey, status: 'dead', code: 'unexpected' } as const;
    found.stored.support = { ...found.stored.support, deadLetters: [letter] };
  });
  expect(wrong).toContain('support: there are dead letters that should not be');
});

test('a poisoned event that went through is found', () => {
  const wrong = wrongWith((found) => {
    found.stored.analytics = { ...found.stored.analytics, deadLetters: [] };
  });
  expect(wrong).toContain('0 dead letters with 0 parked behind, instead of 1 with 14');
});

test('what is left in an outbox, a replica that ended, and too few copies to show anything are found', () => {
  const wrong = wrongWith((found) => {
    found.stored.billing = { ...found.stored.billing, pendingInOutbox: 3 };
    Object.assign(found, {
      crashes: ['billing-1 ended with code 1'],
      onTheWire: { ...found.onTheWire, billing: { records: 320, copies: 0 } },
    });
  });
  expect(wrong).toMatch(/billing: 3 events.*outbox.*only 20 copies.*billing-1 ended with code 1/);
});
