import { commentForm, readAssignmentValue, slackActions } from '@crescendo/contracts';
import type { SlackSimulatorClient } from '@crescendo/slack-simulator';
import { z } from 'zod';

/** Our answer to one delivery. */
export type Answer = {
  /** The status, or the reason why there was none. */
  said: string;
  taken: boolean;
  latencyMs: number;
};

/** A person's act, or Slack's event about them, with all its deliveries. */
export type Deed = {
  person: string;
  /** For one of Slack's events, Slack's name; otherwise the event that must result. */
  kind: string;
  /** The event that must result. */
  event: string;
  /** The lesson that was answered or rated. */
  lesson: string | undefined;
  /**
   * Where it was done: pressed, typed, or sent by Slack. The same event from the same place again is only a repetition.
   */
  path: string;
  /** One for each delivery, in their order. */
  answers: readonly Answer[];
  /** Its place in the order of all deliveries when it was answered 2xx: from then on it must not be lost. */
  taken: number | undefined;
};

type Delivery = Awaited<ReturnType<SlackSimulatorClient['deliveries']>>[number];
type Told = { id: string; person: string; kind: string; event: string; lesson?: string | undefined };

const eventBody = z.object({
  event_id: z.string(),
  event: z.object({ type: z.string(), user: z.union([z.string(), z.object({ id: z.string() })]) }),
});
const interactionBody = z.object({
  type: z.string(),
  trigger_id: z.string().optional(),
  user: z.object({ id: z.string() }),
  actions: z.array(z.object({ action_id: z.string(), value: z.string().optional() })).optional(),
  view: z.object({ callback_id: z.string().optional(), private_metadata: z.string().optional() }).optional(),
});

const eventOfCommand: Record<string, string> = {
  start: 'learning-started',
  stop: 'learning-stopped',
  lesson: 'lesson-requested',
};
const eventOfType: Record<string, string> = {
  app_home_opened: 'home-changed',
  user_change: 'user-synced',
  team_join: 'user-synced',
};
const eventOfAction: Record<string, string> = {
  [slackActions.start]: 'learning-started',
  [slackActions.stop]: 'learning-stopped',
  [slackActions.more]: 'lesson-requested',
  [slackActions.again]: 'lesson-requested',
  [slackActions.why]: 'view-requested',
  [slackActions.comment]: 'view-requested',
  [slackActions.mode]: 'selection-mode-chosen',
};

function eventOf(action: string): string {
  if (action.startsWith(`${slackActions.answer}.`)) return 'answer-given';
  if (action.startsWith(`${slackActions.rate}.`)) return 'feedback-given';
  return eventOfAction[action] ?? 'nothing';
}

function told({ path, request }: Delivery): Told {
  if (path === 'events') {
    const { event_id: id, event } = eventBody.parse(JSON.parse(request.body));
    const person = typeof event.user === 'string' ? event.user : event.user.id;
    return { id, person, kind: event.type, event: eventOfType[event.type] ?? 'nothing' };
  }
  const form = new URLSearchParams(request.body);
  if (path === 'commands') {
    const event = eventOfCommand[form.get('text') ?? ''] ?? 'nothing';
    return { id: form.get('trigger_id') ?? '', person: form.get('user_id') ?? '', kind: event, event };
  }
  const {
    type,
    trigger_id: id = '',
    user,
    actions,
    view,
  } = interactionBody.parse(JSON.parse(form.get('payload') ?? ''));
  const person = user.id;
  if (type === 'view_submission') {
    const event = view?.callback_id === commentForm.callbackId ? 'feedback-given' : 'nothing';
    return { id, person, kind: event, event, lesson: view?.private_metadata };
  }
  const [action] = actions ?? [];
  const event = eventOf(action?.action_id ?? '');
  return { id, person, kind: event, event, lesson: readAssignmentValue(action?.value ?? '')?.assignment };
}

/**
 * Everything that Slack began to deliver from `since` on (milliseconds since the epoch), in the order of the first
 * deliveries.
 */
export async function deedsIn(slack: SlackSimulatorClient, team: string, since = 0): Promise<Deed[]> {
  const deeds = new Map<string, Deed>();
  for (const [place, delivery] of (await slack.deliveries({ team })).entries()) {
    if (delivery.what === 'message') continue; // Slack also sends the app its own messages
    const { id, ...what } = told(delivery);
    const known = deeds.get(id);
    if (!known && delivery.at - delivery.latencyMs < since) continue;
    const taken = delivery.failure === undefined;
    const said = delivery.status === undefined ? (delivery.failure ?? 'nothing') : String(delivery.status);
    deeds.set(id, {
      ...what,
      path: delivery.path,
      lesson: what.lesson,
      answers: [...(known?.answers ?? []), { said, taken, latencyMs: delivery.latencyMs }],
      taken: known?.taken ?? (taken ? place : undefined),
    });
  }
  return [...deeds.values()].filter(({ event }) => event !== 'nothing');
}

/** Slack's longest wait for an answer, in milliseconds. */
export const longestMs = (deeds: readonly Deed[]): number =>
  Math.max(0, ...deeds.flatMap(({ answers }) => answers.map((answer) => answer.latencyMs)));

export const notTaken = (deeds: readonly Deed[]): Deed[] => deeds.filter(({ taken }) => taken === undefined);
