import { expect, test } from 'vitest';
import { momentInWords, readMoment } from './moment.ts';

test.each([
  ['2027-03-28', '2027-03-28T00:00:00.000Z'],
  ['2027-03-28T09:12', '2027-03-28T09:12:00.000Z'],
  ['2027-03-28 09:12', '2027-03-28T09:12:00.000Z'],
  ['2027-03-28T09:12:00Z', '2027-03-28T09:12:00.000Z'],
  ['2028-02-29', '2028-02-29T00:00:00.000Z'],
])('%s is a moment in UTC', (text, moment) => {
  expect(readMoment(text).toISOString()).toBe(moment);
});

test.each(['', 'tomorrow', '28.3.2027', '2027-02-29', '2027-13-01', '2027-03-28T25:00', '2027-03-28T09:12+02:00'])(
  '%o is none, and what is one is said',
  (text) => {
    expect(() => readMoment(text)).toThrow('--at takes a date, or a date and time in UTC (2027-03-28');
  },
);

test('a moment is said with its weekday', () => {
  expect(momentInWords(new Date('2027-03-28T09:12:00Z'))).toBe('Sunday, 28 March 2027 at 09:12 UTC');
});
