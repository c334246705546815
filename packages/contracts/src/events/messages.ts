import { z } from 'zod';
import { defineEvent } from '../event.ts';
import { messageId } from '../ids.ts';
import { messagesStream } from '../streams.ts';
import { personal, plain, special } from '../tags.ts';
import { messagePlace } from './users.ts';

/**
 * Where a message goes: a person's direct messages, a message that it replaces, or a window that is open or about to be,
 * by the name that the gateway gave it (Slack's `external_id`).
 */
export const messageTarget = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('direct') }),
  z.object({ kind: z.literal('replace'), place: messagePlace }),
  z.object({ kind: z.literal('view'), viewId: z.string() }),
]);

/** Rendered by the service that owns it: fallback text with blocks, or a whole Slack view. */
export const messageContent = z.union([
  z.object({ text: z.string(), blocks: z.array(z.record(z.string(), z.unknown())) }),
  z.object({ view: z.record(z.string(), z.unknown()) }),
]);

export const messageRequested = defineEvent({
  name: 'message-requested',
  summary: 'A service wants a person to see something in Slack.',
  stream: messagesStream,
  producers: ['personalization'],
  data: z.object({
    message: messageId,
    /** If the answer to sending is lost: give up and say so, or send again and risk a duplicate. */
    whenUnknown: plain(z.enum(['give-up', 'send-again'])),
    target: personal(messageTarget, {
      category: 'message',
      purpose: 'delivery',
      basis: 'contract',
      retention: '7 days on its way',
      about: 'Where in Slack the message goes',
    }),
    content: special(messageContent, {
      category: 'message',
      purpose: 'delivery',
      basis: 'consent',
      retention: '7 days on its way',
      about: 'What the message says',
    }),
  }),
});
