import { expect, test } from 'vitest';
import { askedDatabase, chooseDatabase } from './database-kind.ts';

const nothing = { asked: undefined, made: undefined, isFastBuilt: false };

test.each([
  ['the small one on a fresh machine', nothing, 'small'],
  ['the fast one as soon as it is built', { ...nothing, isFastBuilt: true }, 'fast'],
  ['the one asked for, built or not', { ...nothing, asked: 'fast' }, 'fast'],
  ['the small one where it is asked for', { ...nothing, asked: 'small', isFastBuilt: true }, 'small'],
  [
    'the one that made the data, when the fast one was built since',
    { ...nothing, made: 'small', isFastBuilt: true },
    'small',
  ],
  ['the one that made the data, when it is no longer built', { ...nothing, made: 'fast' }, 'fast'],
  ['the one that made the data, asked for by name', { ...nothing, made: 'small', asked: 'small' }, 'small'],
] as const)('%s', (_, about, kind) => {
  expect(chooseDatabase(about).kind).toBe(kind);
});

test('data is never opened with the database that cannot read it, and what to do is said', () => {
  const mixed = () => chooseDatabase({ asked: 'fast', made: 'small', isFastBuilt: true });
  expect(mixed).toThrow(/made with the small database[\s\S]*CRESCENDO_DATABASE=small[\s\S]*npm run reset/);
});

test('whoever keeps small data is told how to come to the fast database', () => {
  expect(chooseDatabase({ asked: undefined, made: 'small', isFastBuilt: true }).why).toContain('npm run reset');
});

test('a database that does not exist cannot be asked for', () => {
  expect(askedDatabase({})).toBeUndefined();
  expect(askedDatabase({ CRESCENDO_DATABASE: 'fast' })).toBe('fast');
  expect(() => askedDatabase({ CRESCENDO_DATABASE: 'quick' })).toThrow('CRESCENDO_DATABASE is small or fast');
});
