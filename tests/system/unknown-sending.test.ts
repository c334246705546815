import { slackActions } from '@crescendo/contracts';
import { expect, test } from 'vitest';
import { assignments } from '../../services/personalization/src/assignments.ts';
import { copiesOf, wordsOf } from '../setup/learner.ts';
import { settled } from '../setup/settled.ts';
import { rowsOf, tenantOf } from '../setup/stored.ts';
import { installedWorkspace } from '../setup/workspace.ts';

test('a lesson whose sending nobody can know is sent once; Home says so, and asking sends it once more', async () => {
  const { slack, detail, learner } = await installedWorkspace();
  const robin = learner(0);
  await robin.start();
  await slack.setCondition({ kind: 'lose-answers', method: 'chat.postMessage', teamId: detail.id });
  const unsure = await robin.more();
  await robin.slack.until('doubt in Home', ({ home }) => wordsOf(home).includes("We couldn't tell whether"));
  await settled();
  const delivery = async () => {
    const tenant = await tenantOf(detail.id);
    const rows = await rowsOf('personalization', assignments, { tenant, open: [] as const });
    return rows.find(({ _id }) => _id === unsure.assignment)?.delivery;
  };
  expect(await delivery()).toBe('unknown');
  expect(copiesOf(await robin.slack.surface(), unsure)).toHaveLength(1);

  await robin.slack.click({ on: 'home', actionId: slackActions.again });
  await robin.slack.until('no doubt in Home', ({ home }) => wordsOf(home).includes('is waiting for you'));
  await settled();
  expect(await delivery()).toBe('sent');
  expect(copiesOf(await robin.slack.surface(), unsure)).toHaveLength(2);
});
