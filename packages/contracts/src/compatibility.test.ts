import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { catalogue } from './catalogue.ts';
import { type Baseline, baselineOf, breakingChanges } from './compatibility.ts';
import { defineEvent, type EventType } from './event.ts';
import { tenantsStream, usersStream } from './streams.ts';
import { personal, plain } from './tags.ts';

const event = (data: z.ZodRawShape, stream = tenantsStream): EventType =>
  defineEvent({
    name: 'toy-counted',
    summary: 'A toy was counted.',
    stream,
    producers: ['billing'],
    data: z.object(data),
  }) as EventType;
const breaks = (before: EventType[], after: EventType[]) => breakingChanges(baselineOf(before), baselineOf(after));
const tag = { purpose: 'delivery', basis: 'contract', retention: '', about: '' } as const;

test('the catalogue breaks nothing that is committed in the baseline', () => {
  const text = readFileSync(new URL('../baseline.json', import.meta.url), 'utf8');
  const committed: Baseline = JSON.parse(text);
  expect(breakingChanges(committed, baselineOf(catalogue))).toEqual([]);
  const unknown = catalogue.filter(({ name }) => !committed[name]).map(({ name }) => name);
  expect(unknown, 'new events enter the baseline by npm run accept-events').toEqual([]);
});

test('a new event and a new optional field break nothing', () => {
  const before = event({ count: plain(z.int()) });
  expect(breaks([], [before])).toEqual([]);
  expect(breaks([before], [event({ count: plain(z.int()), note: plain(z.string()).optional() })])).toEqual([]);
});

test.each([
  ['an event that is gone', [event({})], [], 'toy-counted: the event is gone'],
  ['another stream', [event({})], [event({}, usersStream as never)], 'toy-counted: moved from stream tenants to users'],
  ['a field that is gone', [event({ a: plain(z.int()) })], [event({})], 'toy-counted.a: the field is gone'],
  ['a new required field', [event({})], [event({ a: plain(z.int()) })], 'toy-counted.a: new and required'],
  [
    'a new enum value',
    [event({ a: plain(z.enum(['x'])) })],
    [event({ a: plain(z.enum(['x', 'y'])) })],
    'toy-counted.a: changed',
  ],
  [
    'another category, since consumers could no longer open it',
    [event({ a: personal(z.string(), { ...tag, category: 'identity' }) })],
    [event({ a: personal(z.string(), { ...tag, category: 'feedback' }) })],
    'toy-counted.a: changed',
  ],
])('%s breaks', (_what, before, after, sentence) => {
  expect(breaks(before, after)).toEqual([sentence]);
});
