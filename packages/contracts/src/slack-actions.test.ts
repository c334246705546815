import { assert, constantFrom, integer, oneof, property, string } from 'fast-check';
import { expect, test } from 'vitest';
import { ratings } from './events/users.ts';
import { newId } from './ids.ts';
import { assignmentValue, opensView, readAssignmentValue, slackActions } from './slack-actions.ts';

test('what a button says is read back, whatever was chosen', async () => {
  const choices = oneof(integer({ min: 0, max: 20 }), constantFrom(...ratings));
  const readBack = property(choices, (choice) => {
    const assignment = newId('assignment');
    expect(readAssignmentValue(assignmentValue(assignment, choice))).toEqual({ assignment, choice: String(choice) });
  });
  await assert(readBack);
});

test('what is no value of ours is nothing, and never throws', async () => {
  const nonsense = property(string(), (text) => {
    expect(readAssignmentValue(text)).toBeUndefined();
    expect(readAssignmentValue(`${newId('user')}:${text}`)).toBeUndefined();
  });
  await assert(nonsense);
});

test('every action is known by one name, and those that open a window are among them', () => {
  const names = Object.values<string>(slackActions);
  expect(new Set(names).size).toBe(names.length);
  for (const name of opensView) expect(names).toContain(name);
});
