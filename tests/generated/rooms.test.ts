import { expect, test } from 'vitest';
import { flowchart, withoutShortcuts } from './rooms.ts';

test('an arrow that a longer way says too is left out, and each is there once', () => {
  const arrows = [
    ['start', 'consume'],
    ['consume', 'store'],
    ['start', 'store'],
    ['consume', 'store'],
  ] as const;
  expect(withoutShortcuts(arrows)).toEqual([
    ['consume', 'store'],
    ['start', 'consume'],
  ]);
});

test('rooms that use each other show both arrows', () => {
  const arrows = [
    ['one', 'two'],
    ['two', 'one'],
  ] as const;
  expect(withoutShortcuts(arrows)).toEqual(arrows);
});

test('a picture names its boxes by their folders', () => {
  expect(flowchart([['packages/simulators/slack', 'packages/contracts']])).toContain(
    'simulators_slack[simulators/slack] --> contracts[contracts]',
  );
});
