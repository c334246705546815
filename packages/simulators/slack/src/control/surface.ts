import type { SimulatedSlack } from '../slack.ts';
import { directMessageOf, modalsOf } from '../state/find.ts';
import type { Message, Person, View, Workspace } from '../state/state.ts';

/** All a person sees of the app now. `version` changes whenever any of it does. */
export interface Surface {
  version: number;
  channelId?: string;
  /** Oldest first. */
  messages: readonly Message[];
  home?: View;
  /** The top one last. */
  modals: readonly View[];
}

export function surfaceOf(slack: SimulatedSlack, workspace: Workspace, person: Person): Surface {
  const conversation = directMessageOf(workspace, person.id);
  const home = workspace.homes[person.id];
  return {
    version: slack.versionOf(workspace.id, person.id),
    ...(conversation ? { channelId: conversation.id } : {}),
    messages: conversation?.messages ?? [],
    ...(home ? { home } : {}),
    modals: modalsOf(workspace, person.id),
  };
}

/** Resolves when what the person sees is no longer at this version, or when the time is over. */
export function changeAfter(
  slack: SimulatedSlack,
  who: { teamId: string; userId: string },
  version: number,
  waitMs: number,
): Promise<void> {
  if (slack.versionOf(who.teamId, who.userId) !== version) return Promise.resolve();
  return new Promise((resolve) => {
    const finish = () => {
      clearTimeout(timer);
      stopWatching();
      resolve();
    };
    const timer = setTimeout(finish, waitMs).unref();
    const stopWatching = slack.watch((change) => {
      if (change.teamId === who.teamId && change.userId === who.userId) finish();
    });
  });
}
