import { expect, test } from 'vitest';
import { counted, facts, table } from './table.ts';

test('columns are as wide as they need, numbers stand to the right, nothing trails', () => {
  const rows = [
    ['billing', 7, 'short'],
    ['personalization', 1_200, 'x'],
  ];
  expect(table(['service', 'dead', 'code'], rows)).toBe(
    ['service          dead  code', 'billing             7  short', 'personalization  1200  x', ''].join('\n'),
  );
});

test('facts leave out what is absent', () => {
  const given = facts([
    ['id', 'evt_1'],
    ['trace', undefined],
    ['attempts', 0],
  ]);
  expect(given).toBe('id        evt_1\nattempts  0\n');
});

test('one is one', () => {
  expect([counted(0, 'event'), counted(1, 'event'), counted(2, 'is', 'are')]).toEqual(['0 events', '1 event', '2 are']);
});
