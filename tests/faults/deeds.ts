import { commentForm, readAssignmentValue, slackActions } from '@crescendo/contracts';
import type { SlackSimulatorClient } from '@crescendo/slack-simulator';
import { z } from 'zod';

/** What one delivery of something was answered. */
export type Answer = {
  /** The status, or why there was none. */
  said: string;
  taken: boolean;
  latencyMs: number;
};

/** Something a person did, or that Slack told of them, however often Slack delivered it. */
export type Deed = {
  person: string;
  /** What Slack calls it where it is an event of Slack's, else what has to come of it. */
  kind: string;
  /** The event that has to come of it. */
  event: string;
  /** The lesson that was answered or rated. */
  lesson: string | undefined;
  /** Where it was done: pressed, typed, or told by Slack. The same event in the same place once more only repeats it. */
  path: string;
  /** Of each delivery, in their order. */
  answers: readonly Answer[];
  /** Where in the order of all deliveries it was answered 2xx: from then on it must not be lost. */
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

/** All that Slack began to deliver from `since` on (milliseconds since the epoch), in the order of its first delivery. */
export async function deedsIn(slack: SlackSimulatorClient, team: string, since = 0): Promise<Deed[]> {
  const deeds = new Map<string, Deed>();
  for (const [place, delivery] of (await slack.deliveries({ team })).entries()) {
    if (delivery.what === 'message') continue; // Slack tells the app of its own messages too
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

/** The longest that Slack waited for any answer, in milliseconds. */
export const longestMs = (deeds: readonly Deed[]): number =>
  Math.max(0, ...deeds.flatMap(({ answers }) => answers.map((answer) => answer.latencyMs)));

export const notTaken = (deeds: readonly Deed[]): Deed[] => deeds.filter(({ taken }) => taken === undefined);
