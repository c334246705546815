import { SlackError } from '../api/method.ts';
import { APP_COMMAND, APP_ID } from '../app.ts';
import { appMessage, showAppMessage } from '../deliveries/app-message.ts';
import { type Delivered, deliver } from '../deliveries/deliver.ts';
import { verificationToken } from '../deliveries/verification-token.ts';
import { openDirectMessage, postMessage } from '../state/direct-messages.ts';
import { issueResponseUrl } from '../state/response-urls.ts';
import type { DirectMessage } from '../state/state.ts';
import type { Actor } from './actor.ts';
import { type Outcome, outcomeOf } from './outcome.ts';

/** Sends the text of the message box: a command if it begins with a slash, else a message to the app. */
export async function say(actor: Actor, text: string): Promise<Outcome> {
  const { slack, workspace, person } = actor;
  const { conversation } = openDirectMessage(slack, workspace, person.id);
  if (text.startsWith('/')) return runCommand(actor, conversation, text);
  const message = postMessage(slack, workspace, conversation, { author: 'person', text });
  await slack.events.publish(workspace, {
    type: 'message',
    channel_type: 'im',
    channel: conversation.id,
    user: person.id,
    team: workspace.id,
    text,
    ts: message.ts,
    event_ts: message.ts,
  });
  return { ok: true, latencyMs: 0 };
}

async function runCommand(actor: Actor, conversation: DirectMessage, text: string): Promise<Outcome> {
  const { slack, workspace, person } = actor;
  const [command = '', ...words] = text.split(' ');
  const fail = (warning: string): Outcome => {
    postMessage(slack, workspace, conversation, { author: 'slackbot', text: warning, ephemeral: true });
    return { ok: false, warning, latencyMs: 0 };
  };
  if (command !== APP_COMMAND || !workspace.installation) return fail(`${command} is not a valid command.`);
  const form = {
    token: verificationToken(slack.settings.signingSecret),
    team_id: workspace.id,
    team_domain: workspace.domain,
    channel_id: conversation.id,
    channel_name: 'directmessage',
    user_id: person.id,
    user_name: person.handle,
    command,
    text: words.join(' ').trim(),
    api_app_id: APP_ID,
    ...(workspace.enterprise && { enterprise_id: workspace.enterprise.id, enterprise_name: workspace.enterprise.name }),
    is_enterprise_install: 'false',
    response_url: issueResponseUrl(slack, { kind: 'commands', teamId: workspace.id, userId: person.id }),
    trigger_id: slack.triggers.issue(workspace.id, person.id),
  };
  const delivered = await deliver(slack, {
    path: 'commands',
    what: command,
    teamId: workspace.id,
    body: new URLSearchParams(form).toString(),
    contentType: 'application/x-www-form-urlencoded',
  });
  if (delivered.failure) {
    const reason = delivered.failure === 'http_timeout' ? 'operation_timeout' : 'dispatch_failed';
    return { ...fail(`${command} failed with the error “${reason}”`), ...timing(delivered) };
  }
  return show(actor, delivered) ? outcomeOf(delivered) : fail(`${command} failed with the error “invalid_response”`);
}

function timing({ status, latencyMs }: Delivered): Pick<Outcome, 'status' | 'latencyMs'> {
  return { latencyMs, ...(status === undefined ? {} : { status }) };
}

/** Shows the command's immediate answer: nothing, plain text, or a message in JSON. */
function show({ slack, workspace, person }: Actor, delivered: Delivered): boolean {
  if (delivered.body === '') return true;
  const isJson = delivered.contentType.startsWith('application/json');
  try {
    const message = appMessage.safeParse(isJson ? JSON.parse(delivered.body) : { text: delivered.body });
    if (!message.success) return false;
    showAppMessage(slack, workspace, { userId: person.id }, message.data);
    return true;
  } catch (error) {
    if (error instanceof SlackError || error instanceof SyntaxError) return false;
    throw error;
  }
}
