import { slackActions } from '@crescendo/contracts';

const section = (text: string) => ({ type: 'section', text: { type: 'mrkdwn', text } });

/** The App Home of an erased person: no data of theirs, and a way to start again. */
export const farewellView = {
  type: 'home',
  blocks: [
    { type: 'header', text: { type: 'plain_text', text: 'Your data is deleted' } },
    section(
      'We have deleted what we kept about you, and send you nothing more. Earlier messages here in Slack belong to your workspace, and stay.',
    ),
    section('You can start again if you like. You start as someone new: we know nothing about before.'),
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
