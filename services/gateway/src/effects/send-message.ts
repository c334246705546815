import { type EffectOutcome, type EffectRef, effect, type ServiceContext } from '@crescendo/chassis';
import {
  type Clear,
  type DataOf,
  eventId,
  Failure,
  messageRequested,
  messageSent,
  permanent,
} from '@crescendo/contracts';
import { z } from 'zod';
import { openBotToken, UNREACHABLE } from '../bot-token.ts';
import { type Sender, type Sent, send } from '../outbound/sender/send.ts';

/** The event as received: its content stays sealed until it is sent. */
const args = z.object({ event: eventId, data: messageRequested.schema });
export type SendMessage = EffectRef<z.output<typeof args>>;

/**
 * How long a message waits for an unreachable workspace, and how long a message that belongs to its moment waits at
 * all: a lesson for the afternoon must not come at night. App Home then says that it did not arrive, and offers it
 * again.
 */
const WAITS_MS = 3_600_000;

/** A lesson, or a reply to a person who came to us. No other new message may be dropped. */
const isBoundToItsMoment = (message: DataOf<typeof messageRequested>, target: { kind: string }): boolean =>
  target.kind === 'direct' && message.whenUnknown === 'give-up';

/** Says why a message is no longer sent; if Slack still refuses us in the workspace, says that. */
async function giveUp(service: ServiceContext, tenant: string): Promise<never> {
  await openBotToken(service, tenant);
  throw permanent('too-late', 'The message waited for an hour: its moment is over.');
}

/** A code as `message-sent` may carry it. */
const reasonOf = (code: string): string => (/^[a-z0-9_-]{1,60}$/.test(code) ? code : 'refused');

/** What `message-sent` says, by how the sending ended. */
export function tellOf(message: string, outcome: EffectOutcome<Sent>): Clear<DataOf<typeof messageSent>> {
  switch (outcome.kind) {
    case 'known':
      return { message, outcome: 'sent', ...outcome.result };
    case 'failed':
      return { message, outcome: 'failed', reason: reasonOf(outcome.code) };
    case 'unknown':
      return { message, outcome: 'unknown' };
  }
}

/** Sends a message that a service requested, and publishes the result exactly once. */
export const sendMessage = (sender: Sender) =>
  effect({
    name: 'send-message',
    args,
    whenUnknown: ({ data }) => data.whenUnknown,
    publishes: [messageSent],
    async perform({ event, data }, { service, tenant, user, askedAt, attempt, signal }): Promise<Sent> {
      if (!user) throw permanent('message-without-person', 'The message is for nobody.');
      const { target, content } = await service.openEvent(messageRequested, { id: event, tenant, user, data }, [
        'target',
        'content',
      ]);
      // The result is sealed under this key. If the key is unavailable, it is better to wait before sending than after.
      await service.keyring.prefetch([{ tenant, user, category: 'identity' }]);
      const sending = { service, tenant, user, message: data.message, target, content, attempt, signal };
      const isLate = () => service.clock.now().getTime() - askedAt.getTime() > WAITS_MS;
      try {
        if (isLate() && isBoundToItsMoment(data, target)) await giveUp(service, tenant);
        return await send(sender, sending);
      } catch (error) {
        if (isLate() && error instanceof Failure && error.code === UNREACHABLE)
          throw permanent(UNREACHABLE, 'The workspace could not be reached for an hour.');
        throw error;
      }
    },
    async settle(outcome, { data }, tx) {
      tx.publish(messageSent, tellOf(data.message, outcome));
    },
  });
