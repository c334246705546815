import { slackActions } from '@crescendo/contracts';
import type { Message, Surface, View } from '@crescendo/slack-simulator';
import { elementsOf } from '@crescendo/slack-simulator';

/** A lesson's message as a person sees it. */
export type SeenLesson = {
  ts: string;
  title: string;
  /** The number of answers one can press; 0 once it is answered. */
  options: number;
  canRate: boolean;
  canComment: boolean;
};

/** The lessons in the conversation, oldest first. */
export function lessonsIn({ messages }: Surface): SeenLesson[] {
  return messages.filter((message) => offers(message, slackActions.why)).map(seenLesson);
}

/**
 * Whether a person can press this action in a message, a modal or Home. Answers and ratings match by their common
 * prefix.
 */
export function offers(place: Message | View | undefined, action: string): boolean {
  return actionsIn(place).some((id) => id === action || id.startsWith(`${action}.`));
}

/** The value of a button in a view; undefined if there is no such button. */
export function buttonValue(view: View | undefined, action: string): string | undefined {
  const found = elementsOf(view?.blocks ?? []).find(({ actionId }) => actionId === action);
  return found?.element.type === 'button' ? found.element.value : undefined;
}

function seenLesson(message: Message): SeenLesson {
  const title = message.blocks?.find((block) => block.type === 'header');
  return {
    ts: message.ts,
    title: title?.text.text ?? '',
    options: actionsIn(message).filter((id) => id.startsWith(`${slackActions.answer}.`)).length,
    canRate: offers(message, slackActions.rate),
    canComment: offers(message, slackActions.comment),
  };
}

function actionsIn(place: Message | View | undefined): string[] {
  return elementsOf(place?.blocks ?? []).map(({ actionId }) => actionId);
}
