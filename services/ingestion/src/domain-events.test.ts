import {
  answerGiven,
  assignmentValue,
  commentForm,
  consentWithdrawn,
  erasureAsked,
  erasureWithdrawn,
  feedbackGiven,
  homeChanged,
  learningStarted,
  learningStopped,
  lessonRequested,
  messagesOpened,
  messageTyped,
  newId,
  ratings,
  selectionModeChosen,
  slackActions,
  viewRequested,
} from '@crescendo/contracts';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Act, domainEventFor } from './domain-events.ts';

const slackUser = 'U1';
const now = new Date('2026-03-02T09:00:00Z');
const assignment = newId('assignment');
const message = { channel: 'D1', ts: '1700000000.000100' };

const press = (action: string, rest: { value?: string; view?: string; message?: typeof message } = {}): Act => ({
  kind: 'action',
  slackUser,
  action,
  ...rest,
});
const type = (text: string): Act => ({ kind: 'command', slackUser, text });
const submit = (rest: Partial<Extract<Act, { kind: 'form-submitted' }>> = {}): Act => ({
  kind: 'form-submitted',
  slackUser,
  form: commentForm.callbackId,
  context: assignment,
  values: { [commentForm.input]: ' It helped. ' },
  ...rest,
});

describe('what an act in Slack means', () => {
  test.each([
    ['opening App Home', { kind: 'home-opened', slackUser } as Act, { type: homeChanged, data: {} }],
    ['opening the conversation', { kind: 'messages-opened', slackUser } as Act, { type: messagesOpened, data: {} }],
    ['writing to the app', { kind: 'message-typed', slackUser } as Act, { type: messageTyped, data: {} }],
    ['Start', press(slackActions.start), { type: learningStarted, data: {} }],
    ['Stop', press(slackActions.stop), { type: learningStopped, data: {} }],
    ['Start on a message', press(slackActions.start, { message }), { type: learningStarted, data: { place: message } }],
    ['Stop on a message', press(slackActions.stop, { message }), { type: learningStopped, data: { place: message } }],
    ['One more now', press(slackActions.more), { type: lessonRequested, data: {} }],
    [
      'Send it again',
      press(slackActions.again, { value: assignment }),
      { type: lessonRequested, data: { again: assignment } },
    ],
    [
      'an answer',
      press(`${slackActions.answer}.2`, { value: assignmentValue(assignment, 2), message }),
      { type: answerGiven, data: { assignment, option: 2, place: message } },
    ],
    [
      'a comment window',
      press(slackActions.comment, { value: assignment, view: 'V1' }),
      { type: viewRequested, data: { view: 'comment', assignment, viewId: 'V1' } },
    ],
    [
      'Why this lesson?',
      press(slackActions.why, { value: assignment, view: 'V1' }),
      { type: viewRequested, data: { view: 'why', assignment, viewId: 'V1' } },
    ],
    [
      'Choose without my answers',
      press(slackActions.mode, { value: 'same-for-all' }),
      { type: selectionModeChosen, data: { mode: 'same-for-all' } },
    ],
    [
      'Delete my feedback',
      press(slackActions.withdrawFeedback),
      { type: consentWithdrawn, data: { category: 'feedback' } },
    ],
    ['Delete my data', press(slackActions.eraseMe), { type: erasureAsked, data: { why: 'asked', at: now.getTime() } }],
    ['Keep my data', press(slackActions.keepMe), { type: erasureWithdrawn, data: {} }],
    ['a comment', submit(), { type: feedbackGiven, data: { assignment, comment: 'It helped.' } }],
    ['/crescendo start', type('start'), { type: learningStarted, data: {} }],
    ['/crescendo stop', type(' STOP please'), { type: learningStopped, data: {} }],
    ['/crescendo lesson', type('lesson'), { type: lessonRequested, data: {} }],
  ])('%s', (_what, act, event) => {
    expect(domainEventFor(act, now)).toEqual(event);
  });

  test.each(ratings)('the rating %s', (rating) => {
    const act = press(`${slackActions.rate}.${rating}`, { value: assignmentValue(assignment, rating), message });
    expect(domainEventFor(act, now)).toEqual({ type: feedbackGiven, data: { assignment, rating } });
  });
});

describe('what means nothing to us is ignored with a reason', () => {
  test.each([
    ['a button nobody knows', press('crescendo.juggle'), 'unknown-action'],
    ['a button of another app', press('other.answer.1'), 'unknown-action'],
    ['an answer to no lesson', press(`${slackActions.answer}.1`, { message }), 'malformed-value'],
    [
      'an answer to something else',
      press(`${slackActions.answer}.1`, { value: 'usr_1:1', message }),
      'malformed-value',
    ],
    [
      'an answer whose button says otherwise',
      press(`${slackActions.answer}.1`, { value: assignmentValue(assignment, 2), message }),
      'malformed-value',
    ],
    [
      'an answer that is no number',
      press(`${slackActions.answer}.x`, { value: assignmentValue(assignment, 'x'), message }),
      'malformed-value',
    ],
    [
      'an answer in no message',
      press(`${slackActions.answer}.1`, { value: assignmentValue(assignment, 1) }),
      'no-message',
    ],
    [
      'a rating there is not',
      press(`${slackActions.rate}.superb`, { value: assignmentValue(assignment, 'superb') }),
      'malformed-value',
    ],
    ['again, but what', press(slackActions.again), 'malformed-value'],
    ['why, but what', press(slackActions.why, { view: 'V1' }), 'malformed-value'],
    ['why, but no window came', press(slackActions.why, { value: assignment }), 'no-view'],
    ['a mode there is not', press(slackActions.mode, { value: 'random' }), 'malformed-value'],
    ['a comment of blanks', submit({ values: { [commentForm.input]: '  ' } }), 'empty-comment'],
    ['a comment that is not there', submit({ values: {} }), 'empty-comment'],
    ['a comment on nothing', submit({ context: 'nothing' }), 'malformed-value'],
    ['a form nobody knows', submit({ form: 'other' }), 'unknown-form'],
    ['a command nobody knows', type('juggle'), 'unknown-command'],
    ['a command without a word', type(''), 'unknown-command'],
  ])('%s', (_what, act, reason) => {
    expect(domainEventFor(act, now)).toEqual({ ignored: reason });
  });

  test('whatever comes, there is a meaning or a reason, never an error', () => {
    const text = fc.oneof(
      fc.string(),
      fc.constantFrom(...Object.values(slackActions), `${slackActions.answer}.1`, assignmentValue(assignment, 1)),
    );
    const act: fc.Arbitrary<Act> = fc.oneof(
      fc.record({ kind: fc.constant('command' as const), slackUser: text, text }),
      fc.record(
        { kind: fc.constant('action' as const), slackUser: text, action: text, value: text, view: text },
        { requiredKeys: ['kind', 'slackUser', 'action'] },
      ),
      fc.record({
        kind: fc.constant('form-submitted' as const),
        slackUser: text,
        form: fc.oneof(text, fc.constant(commentForm.callbackId)),
        context: text,
        values: fc.dictionary(text, text),
      }),
    );
    fc.assert(
      fc.property(act, (one) => {
        const meaning = domainEventFor(one, now);
        if ('ignored' in meaning) expect(meaning.ignored).toMatch(/^[a-z]+(-[a-z]+)*$/);
        else expect(meaning.type.name).toMatch(/-/);
      }),
    );
  });
});
