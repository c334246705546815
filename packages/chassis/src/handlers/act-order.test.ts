import { expect, test } from 'vitest';
import { isOlder, newestOf } from './act-order.ts';

const at = (time: string) => new Date(`2026-03-09T09:30:${time}Z`);

test.each([
  { act: '10.400', known: undefined, older: false, why: 'anything is newer than nothing' },
  { act: '10.400', known: '10.399', older: false, why: 'the newer act wins' },
  { act: '10.399', known: '10.400', older: true, why: 'the older act loses, by a millisecond' },
  { act: '10.400', known: '10.400', older: false, why: 'of equal times the later to arrive wins' },
  { act: '10.000', known: '10.400', older: false, why: 'of a command only the second is known' },
  { act: '10.400', known: '10.000', older: false, why: 'a button that arrives after a command of its second wins' },
  { act: '10.000', known: '11.000', older: true, why: 'a command of an earlier second is older' },
  { act: '10.000', known: '11.400', older: true, why: 'a command of an earlier second is older than a button' },
])('$why', ({ act, known, older }) => {
  expect(isOlder(at(act), known === undefined ? undefined : at(known))).toBe(older);
});

test('what is remembered never goes back', () => {
  expect(newestOf(at('10.000'), at('10.400'))).toEqual(at('10.400'));
  expect(newestOf(at('10.400'), at('10.000'))).toEqual(at('10.400'));
  expect(newestOf(at('10.400'), undefined)).toEqual(at('10.400'));
});
