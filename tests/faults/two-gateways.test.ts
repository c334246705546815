import { slackActions } from '@crescendo/contracts';
import { elementsOf } from '@crescendo/slack-simulator';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { freePort } from '../../packages/engines/src/ports.ts';
import { settledIn } from '../setup/settled.ts';
import { startProxy, type TcpProxy } from './drill/tcp-proxy.ts';
import { type OwnSystem, ownSystem } from './own-system.ts';
import { type Story, stories, wanted } from './two-gateways/acts.ts';
import { tell } from './two-gateways/press.ts';

const PEOPLE = 10;
const ROUNDS = 2;
/** Several presses within a second. None is at a whole second: that would mean that Slack gave only the second. */
const APART_MS = 40;

let proxy: TcpProxy;
let system: OwnSystem;
let gateways: Record<'whole' | 'cut', { url: string; secret: string }>;
const coolingOff = process.env.ERASURE_COOLING_OFF_HOURS;

beforeAll(async () => {
  const kafkaProxy = { port: await freePort(), target: await freePort() };
  proxy = await startProxy(kafkaProxy);
  process.env.ERASURE_COOLING_OFF_HOURS = '24'; // nobody is erased while they keep changing their mind
  system = await ownSystem({ kafkaProxy });
  const secret = system.slack.signingSecret;
  // The gateway that started first relays the second one's outbox to the broker. So the second one starts first here.
  await system.killService('gateway', 'SIGTERM');
  const { url } = await system.startReplica('gateway', { KAFKA_BROKERS: `127.0.0.1:${kafkaProxy.port}` });
  await system.startService('gateway');
  gateways = { whole: { url: system.gatewayUrl, secret }, cut: { url, secret } };
});
afterAll(async () => {
  process.env.ERASURE_COOLING_OFF_HOURS = coolingOff;
  if (coolingOff === undefined) delete process.env.ERASURE_COOLING_OFF_HOURS;
  await system?.forget();
  await proxy?.close();
});

const nothingUnderWay = () => settledIn({ brokers: system.kafka.brokers, mongodbUri: system.mongodb.adminUri });

let triggers = 0;

/** Sends each of a person's presses to its gateway, all at once, so in no order between the gateways. */
async function live(team: string, user: string, story: Story): Promise<void> {
  const began = Date.now();
  const presses = story.map((each, place) => {
    const at = began + place * APART_MS;
    return { ...each, team, user, at: at % 1_000 === 0 ? at + 1 : at, trigger: `1.2.${triggers++}` };
  });
  await Promise.all(presses.map((press) => tell(gateways[press.gateway], press)));
}

async function homeOf(team: string, user: string) {
  const { home } = await system.client.as(team, user).surface();
  const offered = elementsOf(home?.blocks ?? []);
  const offers = (action: string) => offered.some(({ actionId }) => actionId === action);
  // The button offers the mode that is not in use.
  const other = offered.find(({ actionId }) => actionId === slackActions.mode)?.element;
  const otherMode = other?.type === 'button' ? other.value : undefined;
  return {
    learning: offers(slackActions.stop),
    mode: otherMode && (otherMode === 'adaptive' ? 'same-for-all' : 'adaptive'),
    beingErased: offers(slackActions.keepMe),
  };
}

test('while one of two gateways has no broker, people end as they wanted, in whatever order their presses arrive', async () => {
  for (let round = 0; round < ROUNDS; round++) {
    const seed = Math.floor(Math.random() * 1_000_000);
    const people = Array.from({ length: PEOPLE }, (_, place) => ({ realName: `Person ${place + 1}` }));
    const { id: team } = await system.client.createWorkspace({ name: `Round ${round + 1}`, people });
    expect((await system.client.installApp(team)).ok).toBe(true);
    const users = (await system.client.workspace(team)).people.slice(0, PEOPLE).map(({ id }) => id);
    for (const user of users) await system.client.as(team, user).openHome();
    await nothingUnderWay();

    const lives = stories(PEOPLE, seed);
    proxy.stall();
    try {
      await Promise.all(lives.map((story, place) => live(team, users[place] ?? '', story)));
    } finally {
      proxy.flow();
    }
    await nothingUnderWay();

    const ended = await Promise.all(users.map((user) => homeOf(team, user)));
    for (const [place, story] of lives.entries())
      expect(ended[place], `seed ${seed}: ${JSON.stringify(story)}`).toEqual(wanted(story));
  }
});
