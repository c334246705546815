import { expect, test } from 'vitest';
import { isActiveHuman } from '../state/find.ts';
import { setStage } from '../testing/stage.ts';
import { seedDemoWorkspaces } from './demo-workspaces.ts';

test('Northwind Studio has 62 people of every kind, in many places, each with a name of their own', async () => {
  const stage = await setStage();
  const { northwind, juniper } = seedDemoWorkspaces(stage.simulator.slack);
  const people = northwind.people.filter((person) => person.kind !== 'slackbot');
  const count = (kind: RegExp) => people.filter((person) => kind.test(person.kind) && !person.deactivated).length;
  expect(people).toHaveLength(62);
  expect([count(/^bot$/), count(/guest/), people.filter((person) => person.deactivated).length]).toEqual([3, 5, 4]);
  expect(people.filter(isActiveHuman)).toHaveLength(53);
  expect(new Set(people.map((person) => person.timeZone)).size).toBeGreaterThanOrEqual(9);
  expect(new Set(people.map((person) => person.handle)).size).toBe(62);
  expect(people.find((person) => person.realName === 'Emre Yıldız')?.email).toBe(
    'emre.yildiz@northwind-studio.example',
  );
  expect(juniper.people.filter((person) => person.kind !== 'slackbot')).toHaveLength(7);
  await stage.stop();
});
