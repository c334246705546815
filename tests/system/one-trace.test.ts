import { expect, test } from 'vitest';
import { tenantOf } from '../setup/stored.ts';
import { traceWith, wayTo } from '../setup/traces.ts';
import { installedWorkspace } from '../setup/workspace.ts';

test('one trace leads from a click in Slack over three services to the message that answers it', async () => {
  const { slack, detail, learner } = await installedWorkspace();
  const robin = learner(0);
  await robin.answer(await robin.start(), 'right');

  const trace = await traceWith(await tenantOf(detail.id), ['process answer-given', 'Slack chat.update']);
  expect(wayTo('Slack chat.update', trace)).toEqual([
    'gateway: POST /slack/interactions',
    'gateway: send slack-received',
    'ingestion: process slack-received',
    'ingestion: send answer-given',
    'personalization: process answer-given',
    'personalization: send message-requested',
    'gateway: process message-requested',
    'gateway: effect send-message',
    'gateway: Slack chat.update',
  ]);
  const clicks = await slack.deliveries({ team: detail.id, what: 'block_actions' });
  expect(clicks.at(-1)?.traceId).toBe(trace[0]?.traceId);
});
