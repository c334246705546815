import { commentForm } from '@crescendo/contracts';
import { expect, test } from 'vitest';
import { commentView } from './comment-view.ts';
import { slackRefusals } from './testing/slack-refusals.ts';

test('the comment comes back with its assignment, under the names that ingestion knows', () => {
  const view = commentView({ assignment: 'asg_0123456789abcdefghijkmnpqr', lesson: { title: 'Asking & listening' } });
  expect(view).toMatchObject({
    callback_id: commentForm.callbackId,
    private_metadata: 'asg_0123456789abcdefghijkmnpqr',
    submit: { text: 'Send' },
  });
  expect(view.blocks).toContainEqual(
    expect.objectContaining({
      type: 'input',
      element: { type: 'plain_text_input', action_id: commentForm.input, multiline: true, max_length: 3000 },
    }),
  );
  expect(JSON.stringify(view)).toContain('Asking &amp; listening');
  expect(slackRefusals(view)).toEqual([]);
});
