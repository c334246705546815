import { readAssignmentValue, slackActions } from '@crescendo/contracts';
import type { SlackSimulatorClient } from '@crescendo/dev/slack-simulator';
import { z } from 'zod';

/** Something a person did, or that Slack told of them, however often Slack delivered it. */
export type Deed = {
  person: string;
  /** The event that has to come of it. */
  event: string;
  /** The lesson that was answered or rated. */
  lesson: string | undefined;
  /** Answered 2xx at least once: from then on it must not be lost. */
  acknowledged: boolean;
  /** Of all deliveries of it, in milliseconds. */
  longestMs: number;
};

type Delivery = Awaited<ReturnType<SlackSimulatorClient['deliveries']>>[number];
type Told = { id: string; person: string; event: string; lesson?: string | undefined };

const eventBody = z.object({
  event_id: z.string(),
  event: z.object({ type: z.string(), user: z.union([z.string(), z.object({ id: z.string() })]) }),
});
const interactionBody = z.object({
  type: z.string(),
  trigger_id: z.string().optional(),
  user: z.object({ id: z.string() }),
  actions: z.array(z.object({ action_id: z.string(), value: z.string().optional() })).optional(),
});

const eventOfCommand: Record<string, string> = {
  start: 'learning-started',
  stop: 'learning-stopped',
  lesson: 'lesson-requested',
};
const eventOfType: Record<string, string> = { app_home_opened: 'home-changed', user_change: 'user-synced' };
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
    return { id, person, event: eventOfType[event.type] ?? 'nothing' };
  }
  const form = new URLSearchParams(request.body);
  if (path === 'commands') {
    const event = eventOfCommand[form.get('text') ?? ''] ?? 'nothing';
    return { id: form.get('trigger_id') ?? '', person: form.get('user_id') ?? '', event };
  }
  const { type, trigger_id: id = '', user, actions } = interactionBody.parse(JSON.parse(form.get('payload') ?? ''));
  const [action] = actions ?? [];
  const event = type === 'view_submission' ? 'feedback-given' : eventOf(action?.action_id ?? '');
  return { id, person: user.id, event, lesson: readAssignmentValue(action?.value ?? '')?.assignment };
}

/** All that Slack began to deliver from `since` on (milliseconds since the epoch), in the order of its first delivery. */
export async function deedsIn(slack: SlackSimulatorClient, team: string, since = 0): Promise<Deed[]> {
  const deeds = new Map<string, Deed>();
  for (const delivery of await slack.deliveries({ team })) {
    if (delivery.at - delivery.latencyMs < since) continue;
    const { id, person, event, lesson } = told(delivery);
    const known = deeds.get(id);
    deeds.set(id, {
      person,
      event,
      lesson,
      acknowledged: known?.acknowledged === true || delivery.failure === undefined,
      longestMs: Math.max(known?.longestMs ?? 0, delivery.latencyMs),
    });
  }
  return [...deeds.values()].filter(({ event }) => event !== 'nothing');
}
