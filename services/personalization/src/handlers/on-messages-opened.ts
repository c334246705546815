import { on, skip } from '@crescendo/chassis';
import { messageRequested, messagesOpened } from '@crescendo/contracts';
import { learnerFor } from '../find-learner.ts';
import { learners } from '../learners.ts';
import { answer } from '../messages.ts';
import { personOf } from '../person.ts';
import { introductionMessage } from '../slack/introduction-message.ts';

/**
 * A person opened the conversation. Someone who has not started gets an introduction, once ever. They came to us, so
 * this is an answer, not unasked contact.
 */
export const onMessagesOpened = (options: { privacyMail: string }) =>
  on(messagesOpened, {
    publishes: [messageRequested],
    async handle(event, tx) {
      const learner = await learnerFor(tx, personOf(event));
      if (learner.status !== 'known') return skip('acquainted');
      if (learner.greetedAt) return skip('greeted-before');
      await tx.model(learners).updateOne({ _id: learner._id }, { $set: { greetedAt: tx.now } });
      answer(tx, introductionMessage(options));
    },
  });
