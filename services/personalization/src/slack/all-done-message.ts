import { slackActions } from '@crescendo/contracts';
import { actions, button, header, type Message, section } from './blocks.ts';

const title = 'You have had every lesson there is';
const what =
  'Well done, and thank you for your time. When there are new lessons, you get them here; until then we send you nothing.';

/** Sent once when no lesson is left, and to people who then ask for more. */
export const allDoneMessage = (): Message => ({
  text: `${title}.\n\n${what}`,
  blocks: [header(title), section(what), actions(button(slackActions.stop, 'Stop'))],
});
