import { commentForm } from '@crescendo/contracts';
import type { Lesson } from '../lesson.ts';
import { plain, section, type View } from './blocks.ts';
import { escapeMrkdwn } from './mrkdwn.ts';

/** The window for a comment on a lesson. Slack itself rejects an empty or too long text. */
export function commentView({ assignment, lesson }: { assignment: string; lesson: Pick<Lesson, 'title'> }): View {
  return {
    type: 'modal',
    title: plain('Leave a comment'),
    close: plain('Cancel'),
    submit: plain('Send'),
    callback_id: commentForm.callbackId,
    private_metadata: assignment,
    blocks: [
      section(`What would you like to say about “${escapeMrkdwn(lesson.title)}”?`),
      {
        type: 'input',
        block_id: commentForm.input,
        label: plain('Your comment'),
        hint: plain(
          'It goes to the people who write the lessons. Please leave out names and other details about people.',
        ),
        element: { type: 'plain_text_input', action_id: commentForm.input, multiline: true, max_length: 3000 },
      },
    ],
  };
}
