import { on, skip } from '@crescendo/chassis';
import { messageRequested, messageTyped } from '@crescendo/contracts';
import { learnerFor } from '../find-learner.ts';
import { learners } from '../learners.ts';
import { answer } from '../messages.ts';
import { personOf } from '../person.ts';
import { mayReply } from '../replies.ts';
import { replyMessage } from '../slack/reply-message.ts';

/** A person wrote to the app: tells them what they can do instead, at most once an hour. */
export const onMessageTyped = (options: { privacyMail: string }) =>
  on(messageTyped, {
    publishes: [messageRequested],
    async handle(event, tx) {
      const learner = await learnerFor(tx, personOf(event));
      const { _id, status, greetedAt = tx.now } = learner;
      if (status === 'removed') return skip('person-removed');
      if (!mayReply(learner, tx.now)) return skip('answered-lately');
      // The reply introduces the app to someone who has not started, so they need no second introduction.
      await tx.model(learners).updateOne({ _id }, { $set: { repliedAt: tx.now, greetedAt } });
      answer(tx, replyMessage(status, options));
    },
  });
