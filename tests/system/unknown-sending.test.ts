import { slackActions } from '@crescendo/contracts';
import type { Surface } from '@crescendo/slack-simulator';
import { describe, expect, test } from 'vitest';
import { assignments } from '../../services/personalization/src/assignments.ts';
import { copiesOf, wordsOf } from '../setup/learner.ts';
import { settled } from '../setup/settled.ts';
import { rowsOf, tenantOf } from '../setup/stored.ts';
import { type InstalledWorkspace, installedWorkspace } from '../setup/workspace.ts';

type Condition = Parameters<InstalledWorkspace['slack']['setCondition']>[0];
const lost = (method: string, how: 'dropped' | 'cut-off' | 'server-error'): Condition => ({
  kind: 'lose-answers',
  method,
  how,
});

const TOO_LATE_MS = 11_000;

describe.concurrent('Slack acts, and we do not hear of it', () => {
  test.each([
    ['is dropped', lost('chat.postMessage', 'dropped')],
    ['is cut off', lost('chat.postMessage', 'cut-off')],
    ['is a server error', lost('chat.postMessage', 'server-error')],
    ['comes too late', { kind: 'slow', method: 'chat.postMessage', milliseconds: TOO_LATE_MS } as const],
  ])('a lesson whose answer %s is sent once; Home says so, and asking sends it once more', async (_how, condition) => {
    const { slack, detail, learner } = await installedWorkspace();
    const robin = learner(0);
    await robin.start();
    const { id } = await slack.setCondition({ ...condition, teamId: detail.id });
    const unsure = await robin.more();
    const doubtful = ({ home }: Surface) => wordsOf(home).includes("We don't know whether");
    await robin.until('doubt in Home', doubtful);
    await slack.removeCondition(id);
    await settled();
    const delivery = async () => {
      const tenant = await tenantOf(detail.id);
      const rows = await rowsOf('personalization', assignments, { tenant, open: [] as const });
      return rows.find(({ _id }) => _id === unsure.assignment)?.delivery;
    };
    expect(await delivery()).toBe('unknown');
    expect(copiesOf(await robin.slack.surface(), unsure)).toHaveLength(1);

    await robin.slack.click({ on: 'home', actionId: slackActions.again });
    await robin.until('no doubt in Home', ({ home }) => wordsOf(home).includes('is waiting for you'));
    await settled();
    expect(await delivery()).toBe('sent');
    expect(copiesOf(await robin.slack.surface(), unsure)).toHaveLength(2);
  });

  test.each(['dropped', 'cut-off', 'server-error'] as const)(
    'what replaces a message, and Home, are done again when their answer is %s, and nobody is told',
    async (how) => {
      const { slack, detail, learner } = await installedWorkspace();
      const robin = learner(0);
      const lesson = await robin.start();
      await slack.setCondition({ ...lost('chat.update', how), teamId: detail.id });
      await slack.setCondition({ ...lost('views.publish', how), teamId: detail.id });
      await robin.answer(lesson, 'right');
      await settled();
      const seen = await robin.slack.surface();
      expect(wordsOf(seen.home)).toContain('1 question answered, and right.');
      expect(wordsOf(seen.home)).not.toContain("We don't know");
      expect(copiesOf(seen, lesson)).toHaveLength(1);
      expect((await slack.conditions()).filter(({ teamId }) => teamId === detail.id)).toEqual([]);
    },
  );

  test('a welcome whose answer is lost is said again, rather than not at all', async () => {
    const { slack, detail, learner } = await installedWorkspace();
    const robin = learner(0);
    await slack.setCondition({ ...lost('chat.postMessage', 'dropped'), teamId: detail.id });
    await robin.start();
    await settled();
    const { messages } = await robin.slack.surface();
    expect(messages.filter(({ text }) => text.startsWith('Welcome'))).toHaveLength(2);
  });
});
