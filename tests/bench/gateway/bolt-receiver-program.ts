import bolt from '@slack/bolt';
import { answering } from '../stage/answering.ts';
import { bareProducer } from '../stage/bare-producer.ts';

/**
 * Slack's own framework, set up as in its documentation: its HTTP receiver, a listener that produces, then the answer.
 */
const { SIGNING_SECRET = '', TOPIC = '', PORT = '' } = process.env;
const producer = await bareProducer();

const receiver = new bolt.HTTPReceiver({
  signingSecret: SIGNING_SECRET,
  processBeforeResponse: true,
  logLevel: bolt.LogLevel.ERROR,
});
const app = new bolt.App({
  receiver,
  logLevel: bolt.LogLevel.ERROR,
  authorize: async () => ({ botToken: 'xoxb-not-used', botId: 'B0BENCHMARK', botUserId: 'U0BOT' }),
});
app.event('app_home_opened', async ({ event, body }) => {
  await producer.send({
    topic: TOPIC,
    acks: -1,
    messages: [{ key: event.user, value: JSON.stringify(body), headers: { id: body.event_id } }],
  });
});
await receiver.start(Number(PORT));
answering(async () => Number(PORT));
