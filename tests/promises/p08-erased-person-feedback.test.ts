import { slackActions } from '@crescendo/contracts';
import { freshText } from '@crescendo/scan';
import { expect, test, vi } from 'vitest';
import { assignments } from '../../services/personalization/src/assignments.ts';
import { Keys } from '../../services/purge/src/keys/keys.ts';
import { wordsOf } from '../setup/learner.ts';
import { serviceDatabase } from '../setup/service-database.ts';
import { rowsOf, tenantOf } from '../setup/stored.ts';
import { installedWorkspace } from '../setup/workspace.ts';

const SHREDDED_WITHIN_MS = 60_000;

test('whoever takes back what they said of lessons has just that removed, with its key, and goes on learning', async () => {
  const { detail, learner } = await installedWorkspace();
  const robin = learner(0);
  const first = await robin.start();
  await robin.answer(first, 'wrong');
  await robin.rate(first, 'too-hard');
  await robin.comment(first, `A comment ${freshText()}`);
  const second = await robin.more();
  const tenant = await tenantOf(detail.id);

  await robin.slack.openHome();
  await robin.until('Delete my feedback', ({ home }) => wordsOf(home).includes('Delete my feedback'));
  await robin.slack.click({ on: 'home', actionId: slackActions.withdrawFeedback });
  await robin.until('nothing to take back', ({ home }) => !wordsOf(home).includes('Delete my feedback'));

  const rows = await rowsOf('personalization', assignments, { tenant, open: ['answer', 'decision'] });
  expect(rows).toHaveLength(2);
  for (const row of rows) {
    expect(row).not.toHaveProperty('rating');
    expect(row).not.toHaveProperty('comment');
  }
  expect(rows.find(({ _id }) => _id === first.assignment)?.answer).toMatchObject({ correct: false });
  expect(JSON.stringify(rows.find(({ _id }) => _id === second.assignment)?.decision)).not.toMatch(/too[ -]hard/);

  const purge = await serviceDatabase('purge');
  const destroyed = async () => {
    const keys = await purge.model(Keys).find({ tenant, category: 'feedback' }).lean();
    expect(keys).toMatchObject([{ status: 'withdrawn', generation: 2 }]);
    expect(keys[0]).not.toHaveProperty('wrapped');
  };
  await vi.waitFor(destroyed, { timeout: SHREDDED_WITHIN_MS, interval: 300 });

  // Services still hold the destroyed key; what the person says now is not lost with it.
  await robin.answer(second, 'right');
  await robin.rate(second, 'helpful');
  expect(await purge.model(Keys).find({ tenant, category: 'feedback' }).lean()).toMatchObject([
    { status: 'live', generation: 2 },
  ]);
  await purge.close();
  const said = await rowsOf('personalization', assignments, { tenant, open: ['rating'] });
  expect(said.find(({ _id }) => _id === second.assignment)).toMatchObject({ rating: 'helpful' });
  await robin.more();
});
