import { context, type Message, textOf } from './blocks.ts';
import { notStarted } from './home.ts';

/** The one message to someone who has not started: they opened the conversation, which would otherwise be empty. */
export function introductionMessage({ privacyMail }: { privacyMail: string }): Message {
  const blocks = [
    ...notStarted(privacyMail),
    context('You see this because you opened this conversation. Nothing more comes unless you press Start.'),
  ];
  return { text: textOf(blocks), blocks };
}
