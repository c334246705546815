import { ratings } from '@crescendo/contracts';
import { expect, test } from 'vitest';
import { type PersonPlan, planDemo } from './plan.ts';

const ids = (prefix: string, count: number) => Array.from({ length: count }, (_, place) => `${prefix}${place}`);
const members = { northwind: ids('N', 48), juniper: ids('J', 6) };
const { northwind, juniper } = planDemo(members);
const count = (plans: readonly PersonPlan[], holds: (plan: PersonPlan) => boolean) => plans.filter(holds).length;
const lessons = northwind.flatMap((plan) => plan.lessons);

test('is the same for the same people, however often it is made', () => {
  expect(planDemo(members)).toEqual({ northwind, juniper });
});

test('has 25 different people open Home, of whom 20 start and are on different lessons', () => {
  expect(new Set(northwind.map(({ userId }) => userId)).size).toBe(25);
  expect(count(northwind, (plan) => plan.lessons.length > 0)).toBe(20);
  expect(Math.max(...northwind.map((plan) => plan.lessons.length))).toBe(8);
  expect(count(juniper, () => true)).toBe(3);
});

test('has some stop (not the furthest), some leave a lesson waiting, and some choose without their answers', () => {
  expect(count(northwind, ({ stops }) => stops)).toBe(3);
  expect(northwind.find((plan) => plan.lessons.length === 8)?.stops).toBe(false);
  expect(count(northwind, (plan) => plan.lessons.at(-1)?.answer === undefined && plan.lessons.length > 0)).toBe(7);
  expect(count(northwind, (plan) => plan.withoutAnswers && plan.lessons.length > 1)).toBe(2);
});

test('answers every lesson but the last of those who leave it, mostly right', () => {
  const answered = lessons.filter(({ answer }) => answer !== undefined);
  const right = answered.filter(({ answer }) => answer === 'right');
  expect(lessons.length - answered.length).toBe(7);
  expect(right.length / answered.length).toBeCloseTo(0.7, 1);
});

test('rates with every rating, only what was answered, and comments on it where the comment fits', () => {
  expect(new Set(lessons.flatMap(({ rating }) => rating ?? []))).toEqual(new Set(ratings));
  const said = [...lessons, ...juniper.flatMap((plan) => plan.lessons)].filter((each) => each.rating ?? each.comment);
  expect(said.every(({ answer }) => answer !== undefined)).toBe(true);
  expect(lessons.filter(({ comment }) => comment !== undefined)).toHaveLength(6);
});

test('says so when there are too few people for it', () => {
  expect(() => planDemo({ ...members, juniper: ids('J', 2) })).toThrow('The demo needs 3 people');
});
