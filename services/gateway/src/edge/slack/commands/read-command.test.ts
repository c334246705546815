import type { Failure } from '@crescendo/contracts';
import { expect, test } from 'vitest';
import { helpAnswer } from './answers.ts';
import { commandWords, readCommand } from './read-command.ts';

const typed = (text: string, more: Record<string, string> = {}) =>
  readCommand(
    new URLSearchParams({
      token: 'verification',
      team_id: 'T1',
      team_domain: 'acme',
      channel_id: 'D1',
      user_id: 'U1',
      user_name: 'handle',
      command: '/crescendo',
      text,
      response_url: 'https://hooks.slack.example/commands/1',
      trigger_id: '1700000000.1.abcdef',
      ...more,
    }),
  );

test.each(Object.keys(commandWords))('%s goes on', (word) => {
  expect(typed(word)).toEqual({
    kind: 'traffic',
    team: 'T1',
    delivery: '1700000000.1.abcdef',
    at: undefined,
    traffic: { kind: 'command', slackUser: 'U1', text: word },
  });
});

test('of what was typed only the word goes on', () => {
  expect(typed('  STOP please, says Given Family ')).toMatchObject({ traffic: { text: 'stop' } });
});

test.each([
  ['', false],
  ['help', false],
  ['Help me', false],
  ['toString', true],
  ['make me a sandwich', true],
])('%j is answered with what can be typed', (text, unknown) => {
  expect(typed(text)).toEqual({ kind: 'help', unknown });
});

test('the help names every word and repeats nothing that was typed', () => {
  for (const word of Object.keys(commandWords)) expect(helpAnswer(true).text).toContain(`/crescendo ${word}`);
});

test('a look whether we are there needs nobody', () => {
  expect(readCommand(new URLSearchParams('ssl_check=1&token=x'))).toEqual({ kind: 'ssl-check' });
});

test.each([
  ['team_id', ''],
  ['user_id', 'Given Family'],
  ['trigger_id', ''],
])('%s %j is malformed', (field, wrong) => {
  expect(() => typed('start', { [field]: wrong })).toThrow(
    expect.objectContaining({ code: 'malformed-body' }) as Failure,
  );
});
