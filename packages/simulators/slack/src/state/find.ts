import type { SimulatedSlack } from '../slack.ts';
import type { DirectMessage, Message, Person, View, Workspace } from './state.ts';

export function findWorkspace(slack: SimulatedSlack, teamId: string): Workspace | undefined {
  return slack.state.workspaces.find((workspace) => workspace.id === teamId);
}

export function findPerson(workspace: Workspace, userId: string): Person | undefined {
  return workspace.people.find((person) => person.id === userId);
}

export function isBot({ kind }: Pick<Person, 'kind'>): boolean {
  return ['bot', 'workflow-bot', 'connector-bot', 'slackbot'].includes(kind);
}

/** Whether this is a human with an account in the workspace, who has signed in. */
export function isActiveHuman(person: Person): boolean {
  const { deactivated, forgotten, invited, origin } = person;
  return !deactivated && !forgotten && !invited && (!origin || origin.memberHere === true) && !isBot(person);
}

export function findDirectMessage(workspace: Workspace, channelId: string): DirectMessage | undefined {
  return workspace.directMessages.find((conversation) => conversation.id === channelId);
}

export function directMessageOf(workspace: Workspace, userId: string): DirectMessage | undefined {
  return workspace.directMessages.find((conversation) => conversation.userId === userId);
}

export function findMessage(conversation: DirectMessage, ts: string): Message | undefined {
  return conversation.messages.find((message) => message.ts === ts);
}

export function modalsOf(workspace: Workspace, userId: string): readonly View[] {
  return workspace.modals[userId] ?? [];
}

/** An open modal or published Home of this workspace, by id or by the app's own `external_id`. */
export function findView(workspace: Workspace, by: { viewId?: string; externalId?: string }): View | undefined {
  const views = [...Object.values(workspace.modals).flat(), ...Object.values(workspace.homes)];
  return views.find((view) => (by.viewId ? view.id === by.viewId : view.externalId === by.externalId));
}
