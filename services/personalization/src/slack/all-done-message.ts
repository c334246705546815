import { slackActions } from '@crescendo/contracts';
import { actions, button, header, type Message, section } from './blocks.ts';

const title = 'You have had every lesson there is';
const what =
  'Well done, and thank you for the time you took. When there are new ones, they come here by themselves; until then nothing more is sent to you.';

/** Said once when nothing is left to learn, and to those who then ask for more. */
export const allDoneMessage = (): Message => ({
  text: `${title}.\n\n${what}`,
  blocks: [header(title), section(what), actions(button(slackActions.stop, 'Stop'))],
});
