import { toSlackView } from '../api/view-shape.ts';
import { openDirectMessage } from '../state/direct-messages.ts';
import type { Actor } from './actor.ts';
import { ImpossibleAct } from './outcome.ts';

/** Opens the app's Home or its messages. Each time the app is told, with the Home it published last. */
export async function openApp(actor: Actor, tab: 'home' | 'messages'): Promise<{ eventId: string | undefined }> {
  const { slack, workspace, person } = actor;
  if (!workspace.installation) throw new ImpossibleAct('The app is not installed in this workspace.');
  const { conversation } = openDirectMessage(slack, workspace, person.id);
  const home = workspace.homes[person.id];
  const eventId = await slack.events.publish(workspace, {
    type: 'app_home_opened',
    user: person.id,
    channel: conversation.id,
    tab,
    ...(home && tab === 'home' ? { view: toSlackView(workspace, home) } : {}),
    event_ts: slack.nextTs(),
  });
  return { eventId };
}
