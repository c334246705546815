import { createHmac, randomBytes } from 'node:crypto';
import { assignmentValue, problem, slackActions } from '@crescendo/contracts';

/** A button below a lesson, with the person who presses it and the time by Slack's clock. */
export type Button = { team: string; user: string; assignment: string; at: Date };

/** The answer to Slack; a refusal's code says what it promises. */
export type Answer = { status: number; code: string | undefined };

const message = { channel_id: 'D0EDGE', message_ts: '1700000000.000100' };

function payloadOf({ team, user, assignment, at }: Button): string {
  const action = { type: 'button', action_id: `${slackActions.answer}.1`, value: assignmentValue(assignment, 1) };
  return JSON.stringify({
    type: 'block_actions',
    team: { id: team },
    user: { id: user },
    trigger_id: `1.2.${randomBytes(12).toString('hex')}`,
    container: { type: 'message', ...message },
    actions: [{ ...action, action_ts: (at.getTime() / 1000).toFixed(6) }],
  });
}

/** Sends the press of a button to one of several gateways, as Slack does: once, whatever the answer. */
export async function press(button: Button, to: { gatewayUrl: string; signingSecret: string }): Promise<Answer> {
  const body = new URLSearchParams({ payload: payloadOf(button) }).toString();
  const timestamp = String(Math.floor(Date.now() / 1000));
  const signature = createHmac('sha256', to.signingSecret).update(`v0:${timestamp}:${body}`).digest('hex');
  const response = await fetch(`${to.gatewayUrl}/slack/interactions`, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      'x-slack-request-timestamp': timestamp,
      'x-slack-signature': `v0=${signature}`,
    },
    body,
  });
  const text = await response.text();
  const refused = response.ok ? undefined : problem.parse(JSON.parse(text));
  return { status: response.status, code: refused?.code };
}
