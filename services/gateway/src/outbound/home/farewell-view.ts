import { slackActions } from '@crescendo/contracts';

const section = (text: string) => ({ type: 'section', text: { type: 'mrkdwn', text } });

/** The App Home of an erased person: no data of theirs, and a way to start again. */
export const farewellView = {
  type: 'home',
  blocks: [
    { type: 'header', text: { type: 'plain_text', text: 'Your data is deleted' } },
    section(
      'What we kept about you is deleted, and nothing is sent to you any more. What you read here in Slack before is your workspace’s, and stays.',
    ),
    section('You can start again if you like. You begin as someone new: we know nothing of what was.'),
    {
      type: 'actions',
      elements: [
        {
          type: 'button',
          action_id: slackActions.start,
          text: { type: 'plain_text', text: 'Start' },
          style: 'primary',
        },
      ],
    },
  ],
};
