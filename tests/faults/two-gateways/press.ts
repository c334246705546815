import { createHmac } from 'node:crypto';
import { type Act, buttonOf } from './acts.ts';

/** A press: who and where, and when by Slack's clock, in milliseconds since the epoch. */
type Press = { act: Act; at: number; team: string; user: string; trigger: string };

const SLACK_TIMES_MS = 1_000;

const payloadOf = ({ act, at, team, user, trigger }: Press) => {
  const { action, value } = buttonOf(act);
  const seconds = Math.floor(at / SLACK_TIMES_MS);
  const action_ts = `${seconds}.${String(at % SLACK_TIMES_MS).padStart(3, '0')}000`;
  return {
    type: 'block_actions',
    team: { id: team },
    user: { id: user },
    trigger_id: trigger,
    actions: [{ type: 'button', action_id: action, action_ts, ...(value && { value }) }],
  };
};

/**
 * Sends a press to a gateway as Slack does. The simulator knows only one gateway, so this makes and signs the request.
 * Resolves once the gateway accepts it: after a refusal it sends it again, with the same trigger.
 */
export async function tell(gateway: { url: string; secret: string }, press: Press): Promise<void> {
  const body = new URLSearchParams({ payload: JSON.stringify(payloadOf(press)) }).toString();
  for (let status = 0; status !== 200; ) {
    const timestamp = String(Math.floor(Date.now() / SLACK_TIMES_MS));
    const signed = createHmac('sha256', gateway.secret).update(`v0:${timestamp}:${body}`).digest('hex');
    const headers = {
      'content-type': 'application/x-www-form-urlencoded',
      'x-slack-request-timestamp': timestamp,
      'x-slack-signature': `v0=${signed}`,
    };
    status = (await fetch(`${gateway.url}/slack/interactions`, { method: 'POST', headers, body })).status;
    if (status !== 200 && status !== 503) throw new Error(`a press was answered ${status}`);
  }
}
