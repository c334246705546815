import { z } from 'zod';
import { openDirectMessage } from '../state/direct-messages.ts';
import { findDirectMessage, findPerson, isBot } from '../state/find.ts';
import { flag } from './arguments.ts';
import { type ApiMethod, type Caller, refusal, SlackError } from './method.ts';

interface Given {
  users?: string | undefined;
  channel?: string | undefined;
  return_im?: boolean | undefined;
}

/** Opens the conversation with one person; groups would need `mpim:write`. https://docs.slack.dev/reference/methods/conversations.open */
export const conversationsOpen: ApiMethod<Given> = {
  name: 'conversations.open',
  scope: 'im:write',
  tier: 'tier3',
  arguments: z.object({ users: z.string().optional(), channel: z.string().optional(), return_im: flag.optional() }),
  call({ users, channel, return_im: whole = false }, caller) {
    const userId = channel ? userOfChannel(channel, caller) : theOneUser(users, caller);
    const { conversation, alreadyOpen } = openDirectMessage(caller.slack, caller.workspace, userId);
    return {
      ...(alreadyOpen ? { no_op: true, already_open: true } : {}),
      channel: whole
        ? { id: conversation.id, user: userId, is_im: true, is_open: true, context_team_id: caller.workspace.id }
        : { id: conversation.id },
    };
  },
};

function userOfChannel(channel: string, { workspace }: Caller): string {
  const conversation = findDirectMessage(workspace, channel);
  if (!conversation) throw new SlackError('channel_not_found');
  return conversation.userId;
}

function theOneUser(users: string | undefined, { workspace, installation }: Caller): string {
  if (!users) throw refusal('users_list_not_supplied', ['missing required field: users']);
  const [userId = '', ...others] = users.split(',');
  if (others.length > 0) {
    throw new SlackError('missing_scope', { needed: 'mpim:write', provided: installation.scopes.join(',') });
  }
  const person = findPerson(workspace, userId);
  if (!person) throw new SlackError('user_not_found');
  if (person.deactivated) throw new SlackError('user_disabled');
  if (isBot(person)) throw new SlackError('cannot_dm_bot');
  return person.id;
}
