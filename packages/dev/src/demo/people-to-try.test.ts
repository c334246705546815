import { slackActions } from '@crescendo/contracts';
import { seedDemoWorkspaces } from '@crescendo/slack-simulator';
import { codeFor, exchange, setStage } from '@crescendo/slack-simulator/testing';
import { expect, onTestFinished, test } from 'vitest';
import { peopleToTry } from './people-to-try.ts';
import { findDemoWorkspaces, membersOf } from './workspaces.ts';

const button = (action: string) => ({
  type: 'actions',
  elements: [{ type: 'button', action_id: action, text: { type: 'plain_text', text: 'Press' } }],
});
const lesson = (title: string) => [
  { type: 'header', text: { type: 'plain_text', text: title } },
  button(slackActions.why),
];

test('a lesson that came back counts once, as in Home', async () => {
  const { simulator, client, call, stop } = await setStage({ limits: 'wide' });
  onTestFinished(stop);
  seedDemoWorkspaces(simulator.slack);
  const { northwind } = await findDemoWorkspaces(client);
  const { body } = await exchange(simulator.url, { code: await codeFor(client, simulator.url, northwind.id) });
  const [fresh = '', learner = ''] = membersOf(northwind);
  for (const title of ['Silence is not agreement', 'Who takes the notes', 'Silence is not agreement'])
    await call('chat.postMessage', { channel: learner, text: title, blocks: lesson(title) }, String(body.access_token));
  const view = { type: 'home', blocks: [button(slackActions.stop)] };
  await call('views.publish', { user_id: learner, view }, String(body.access_token));
  expect(await peopleToTry(simulator.url)).toMatchObject({
    fresh: { lessons: 0, url: `${simulator.url}/client/${northwind.id}/${fresh}?tab=home` },
    learning: { lessons: 2, url: `${simulator.url}/client/${northwind.id}/${learner}?tab=messages` },
  });
});
