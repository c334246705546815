import {
  answerGiven,
  assignmentId,
  type Clear,
  commentForm,
  consentWithdrawn,
  type DataOf,
  type EventType,
  erasureAsked,
  erasureWithdrawn,
  feedbackGiven,
  homeChanged,
  learningStarted,
  learningStopped,
  lessonRequested,
  messagesOpened,
  messageTyped,
  ratings,
  readAssignmentValue,
  type SlackTraffic,
  selectionModeChosen,
  selectionModes,
  slackActions,
  viewRequested,
} from '@crescendo/contracts';

/** The acts of a person, by the names of their events. */
const types = {
  learningStarted,
  learningStopped,
  messagesOpened,
  messageTyped,
  lessonRequested,
  answerGiven,
  feedbackGiven,
  selectionModeChosen,
  viewRequested,
  homeChanged,
  consentWithdrawn,
  erasureAsked,
  erasureWithdrawn,
} satisfies Record<string, EventType>;

type Types = typeof types;
export type DomainEventName = keyof Types;
export type DomainEventType = Types[DomainEventName];
export const domainEventTypes: readonly DomainEventType[] = Object.values(types);

/** An event with its data in clear. */
export type DomainEvent<N extends DomainEventName = DomainEventName> = {
  [K in N]: { type: Types[K]; data: Clear<DataOf<Types[K]>> };
}[N];

/** What traffic means: an event, or the reason to ignore it. */
export type Meaning = DomainEvent | { ignored: string };

/** Acts of a person in Slack; changes of a member are not acts. */
export type Act = Exclude<SlackTraffic, { kind: 'member-changed' }>;
type Action = Extract<Act, { kind: 'action' }>;

const ignored = (reason: string) => ({ ignored: reason });

/**
 * Translates a person's act in Slack into the words of the product. Buttons of older versions, tampered values and
 * unknown commands are ignored with a kebab-case reason; none is an error.
 *
 * @param at when they did it
 */
export function domainEventFor(act: Act, at: Date): Meaning {
  switch (act.kind) {
    case 'home-opened':
      return { type: homeChanged, data: {} };
    case 'messages-opened':
      return { type: messagesOpened, data: {} };
    case 'message-typed':
      return { type: messageTyped, data: {} };
    case 'command':
      return commandMeaning(act.text);
    case 'form-submitted':
      return formMeaning(act);
    case 'action':
      return actionMeaning(act, at);
  }
}

function commandMeaning(text: string): Meaning {
  const word = text.trim().split(/\s+/)[0]?.toLowerCase();
  switch (word) {
    case 'start':
      return { type: learningStarted, data: {} };
    case 'stop':
      return { type: learningStopped, data: {} };
    case 'lesson':
      return { type: lessonRequested, data: {} };
    default:
      return ignored('unknown-command');
  }
}

function formMeaning({ form, context, values }: Extract<Act, { kind: 'form-submitted' }>): Meaning {
  if (form !== commentForm.callbackId) return ignored('unknown-form');
  const assignment = assignmentId.safeParse(context);
  if (!assignment.success) return ignored('malformed-value');
  const comment = values[commentForm.input]?.trim();
  if (!comment) return ignored('empty-comment');
  return { type: feedbackGiven, data: { assignment: assignment.data, comment } };
}

function actionMeaning(action: Action, at: Date): Meaning {
  switch (action.action) {
    case slackActions.start:
      return { type: learningStarted, data: pressedOn(action) };
    case slackActions.stop:
      return { type: learningStopped, data: pressedOn(action) };
    case slackActions.more:
      return { type: lessonRequested, data: {} };
    case slackActions.again: {
      const again = assignmentId.safeParse(action.value);
      return again.success ? { type: lessonRequested, data: { again: again.data } } : ignored('malformed-value');
    }
    case slackActions.why:
      return viewMeaning('why', action);
    case slackActions.comment:
      return viewMeaning('comment', action);
    case slackActions.mode: {
      const mode = selectionModes.find((known) => known === action.value);
      return mode ? { type: selectionModeChosen, data: { mode } } : ignored('malformed-value');
    }
    case slackActions.withdrawFeedback:
      return { type: consentWithdrawn, data: { category: 'feedback' } };
    case slackActions.eraseMe:
      return { type: erasureAsked, data: { why: 'asked', at: at.getTime() } };
    case slackActions.keepMe:
      return { type: erasureWithdrawn, data: {} };
    default:
      return choiceMeaning(action);
  }
}

const pressedOn = ({ message }: Action) => (message ? { place: message } : {});

function viewMeaning(view: 'why' | 'comment', { value, view: viewId }: Action): Meaning {
  const assignment = assignmentId.safeParse(value);
  if (!assignment.success) return ignored('malformed-value');
  if (!viewId) return ignored('no-view');
  return { type: viewRequested, data: { view, assignment: assignment.data, viewId } };
}

/** Buttons with one per choice: `crescendo.answer.2`, `crescendo.rate.helpful`. */
function choiceMeaning({ action, value = '', message }: Action): Meaning {
  const dot = action.lastIndexOf('.');
  const kind = action.slice(0, dot);
  if (kind !== slackActions.answer && kind !== slackActions.rate) return ignored('unknown-action');
  const chosen = readAssignmentValue(value);
  if (!chosen || chosen.choice !== action.slice(dot + 1)) return ignored('malformed-value');
  const { assignment, choice } = chosen;
  if (kind === slackActions.rate) {
    const rating = ratings.find((known) => known === choice);
    return rating ? { type: feedbackGiven, data: { assignment, rating } } : ignored('malformed-value');
  }
  if (!/^\d{1,2}$/.test(choice)) return ignored('malformed-value');
  if (!message) return ignored('no-message');
  return { type: answerGiven, data: { assignment, option: Number(choice), place: message } };
}
