import { deadLetter, on } from '@crescendo/chassis';
import { messageRequested } from '@crescendo/contracts';
import type { SendMessage } from '../effects/send-message.ts';

/** Puts a requested message into the ledger, still sealed. A person's messages are sent in order. */
export const onMessageRequested = (sendMessage: SendMessage) =>
  on(messageRequested, {
    async handle({ id, user, data }, tx) {
      if (!user) return deadLetter('message-without-person');
      tx.perform(sendMessage, { event: id, data }, { key: user });
    },
  });
