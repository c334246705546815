import { openDirectMessage } from '../state/direct-messages.ts';
import { findDirectMessage, findPerson, isActiveHuman } from '../state/find.ts';
import type { DirectMessage } from '../state/state.ts';
import { type Caller, SlackError } from './method.ts';

/**
 * Finds the conversation for a channel argument: its id, or a person's id, which means the conversation with them. The
 * app is in no other channel of the workspace.
 */
export function channelFor(channel: string, { slack, workspace }: Caller): DirectMessage {
  const conversation = findDirectMessage(workspace, channel);
  const person = findPerson(workspace, conversation?.userId ?? channel);
  if (!person || !isActiveHuman(person)) throw new SlackError('channel_not_found');
  return conversation ?? openDirectMessage(slack, workspace, person.id).conversation;
}
