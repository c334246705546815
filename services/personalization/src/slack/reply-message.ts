import { slackActions } from '@crescendo/contracts';
import { actions, type Block, button, type Message, section, textOf } from './blocks.ts';
import { notStarted } from './home.ts';

const unread = 'Nobody reads what is written here, and Crescendo keeps none of it.';

/** The reply to anything a person writes to the app: what they can do instead, depending on their state. */
export function replyMessage(
  stands: 'known' | 'active' | 'stopped',
  { privacyMail }: { privacyMail: string },
): Message {
  const blocks = [section(unread), ...ways(stands, privacyMail)];
  return { text: textOf(blocks), blocks };
}

function ways(stands: 'known' | 'active' | 'stopped', privacyMail: string): Block[] {
  const person = `To reach a person, write to <mailto:${privacyMail}|${privacyMail}>.`;
  switch (stands) {
    case 'known':
      return notStarted(privacyMail);
    case 'active':
      return [
        section(`You can use these buttons, the Home tab or \`/crescendo help\`. ${person}`),
        actions(button(slackActions.more, 'A lesson now'), button(slackActions.stop, 'Stop')),
      ];
    case 'stopped':
      return [
        section(`You have stopped, so we send you nothing. You can start again whenever you like. ${person}`),
        actions(button(slackActions.start, 'Start again')),
      ];
  }
}
