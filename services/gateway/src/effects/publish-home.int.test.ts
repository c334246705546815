import { homeChanged, newId, transient } from '@crescendo/contracts';
import { expect, test, vi } from 'vitest';
import { testGateway } from '../testing/test-gateway.ts';

const block = (text: string) => ({ type: 'section', text: { type: 'mrkdwn', text } });

/** A person whose Home consists of personalization's part and the part about their data. */
async function oneLearner(part: () => { blocks: object[] }) {
  const user = newId('user');
  const known = { slackUser: '' };
  const gateway = await testGateway({
    ingestion: () => ({ addresses: [{ user, slackUser: known.slackUser }] }),
    personalization: part,
    purge: () => ({ blocks: [block('Your data')] }),
  });
  const workspace = await gateway.installedWorkspace();
  known.slackUser = workspace.slackUser;
  const change = () => gateway.deliver(homeChanged, { tenant: workspace.tenant, user, data: {} });
  return { ...gateway, ...workspace, change };
}

test('a Home that changed is shown as its owners have it now', async () => {
  const learner = await oneLearner(() => ({ blocks: [block('Three lessons done')] }));
  await learner.change();
  expect(await learner.runEffects()).toMatchObject([{ effect: 'publish-home', status: 'known' }]);
  expect(JSON.stringify((await learner.person.surface()).home)).toMatch(/Three lessons done.*Your data/);
});

test('changes that come faster than they are shown are shown once', async () => {
  const learner = await oneLearner(() => ({ blocks: [block('Start')] }));
  for (let change = 0; change < 3; change++) await learner.change();
  expect(await learner.performed()).toHaveLength(1);
});

test('while the owner of a part is away the Home says so, and is whole by itself when it is back', async () => {
  const state = { away: true };
  const learner = await oneLearner(() => {
    if (state.away) throw transient('personalization-unavailable', 'personalization did not answer.');
    return { blocks: [block('Three lessons done')] };
  });
  await learner.change();
  expect(await learner.runEffects()).toMatchObject([{ status: 'intended' }]);
  expect(JSON.stringify((await learner.person.surface()).home)).toContain('Not available right now');

  state.away = false;
  await vi.waitFor(
    async () => {
      await learner.runEffects();
      expect(JSON.stringify((await learner.person.surface()).home)).toContain('Three lessons done');
    },
    { timeout: 60_000, interval: 250 },
  );
});
