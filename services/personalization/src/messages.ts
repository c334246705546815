import type { Tx } from '@crescendo/chassis';
import { type MessagePlace, messageRequested, newId } from '@crescendo/contracts';
import type { Message, View } from './slack/blocks.ts';

/** A unit of work that may message a person. */
type Tells = Tx<typeof messageRequested>;

/** Sends a lesson at most once: when nobody can know whether it arrived, App Home says so. Returns the message's id. */
export function sendLesson(tx: Tells, content: Message): string {
  const message = newId('message');
  tx.publish(messageRequested, { message, whenUnknown: 'give-up', target: { kind: 'direct' }, content });
  return message;
}

/** Replies to a person who came to us: rather not at all than twice. */
export function answer(tx: Tells, content: Message): void {
  const target = { kind: 'direct' } as const;
  tx.publish(messageRequested, { message: newId('message'), whenUnknown: 'give-up', target, content });
}

/** Tells a person something: rather twice than not at all. */
export function tell(tx: Tells, content: Message): void {
  const target = { kind: 'direct' } as const;
  tx.publish(messageRequested, { message: newId('message'), whenUnknown: 'send-again', target, content });
}

/** Replaces a message with `content`. Idempotent. */
export function replaceMessage(tx: Tells, place: MessagePlace, content: Message): void {
  const target = { kind: 'replace', place } as const;
  tx.publish(messageRequested, { message: newId('message'), whenUnknown: 'send-again', target, content });
}

/** Fills a window that the gateway has opened. */
export function fillView(tx: Tells, viewId: string, view: View): void {
  const target = { kind: 'view', viewId } as const;
  tx.publish(messageRequested, { message: newId('message'), whenUnknown: 'send-again', target, content: { view } });
}
