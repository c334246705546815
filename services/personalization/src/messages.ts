import type { Tx } from '@crescendo/chassis';
import { type MessagePlace, messageRequested, newId } from '@crescendo/contracts';
import type { Message, View } from './slack/blocks.ts';

/** A unit of work that may have a person see something. */
type Tells = Tx<typeof messageRequested>;

/** Sends a lesson at most once: when nobody can know whether it arrived, App Home says so. Returns the message's id. */
export function sendLesson(tx: Tells, content: Message): string {
  const message = newId('message');
  tx.publish(messageRequested, { message, whenUnknown: 'give-up', target: { kind: 'direct' }, content });
  return message;
}

/** Answers a person who turned to us unasked: rather not at all than twice. */
export function answer(tx: Tells, content: Message): void {
  const target = { kind: 'direct' } as const;
  tx.publish(messageRequested, { message: newId('message'), whenUnknown: 'give-up', target, content });
}

/** Sends word to a person: rather twice than not at all. */
export function tell(tx: Tells, content: Message): void {
  const target = { kind: 'direct' } as const;
  tx.publish(messageRequested, { message: newId('message'), whenUnknown: 'send-again', target, content });
}

/** Puts `content` in the place of a message; doing it twice does nothing more. */
export function replaceMessage(tx: Tells, place: MessagePlace, content: Message): void {
  const target = { kind: 'replace', place } as const;
  tx.publish(messageRequested, { message: newId('message'), whenUnknown: 'send-again', target, content });
}

/** Fills a window that the gateway has opened. */
export function fillView(tx: Tells, viewId: string, view: View): void {
  const target = { kind: 'view', viewId } as const;
  tx.publish(messageRequested, { message: newId('message'), whenUnknown: 'send-again', target, content: { view } });
}
