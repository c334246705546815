import { expect, test } from 'vitest';
import { assignments } from '../../services/personalization/src/assignments.ts';
import { catalogue, type SeenLesson, wordsOf } from '../setup/learner.ts';
import { rowsOf, tenantOf } from '../setup/stored.ts';
import { installedWorkspace } from '../setup/workspace.ts';

/** The next lesson for everyone who has had these, in the curriculum's order. */
const nextForEveryone = (had: readonly SeenLesson[]) =>
  catalogue.lessons.find(({ id }) => had.every(({ lesson }) => lesson.id !== id))?.id;

test('a choice is explained, objected to, made again without answers, and with them once that is asked for', async () => {
  const { detail, learner } = await installedWorkspace();
  const robin = learner(0);

  const first = await robin.start();
  await robin.answer(first, 'wrong');
  await robin.rate(first, 'too-hard');
  const adapted = await robin.more();
  const explanation = wordsOf(await robin.openWhy(adapted));
  expect(explanation).toContain(`“${first.lesson.title}”: question missed, you said “Too hard”`);
  expect(explanation).toContain('made automatically, by fixed rules (version `rules-1`)');
  expect(explanation, 'a human can be asked').toContain('You can ask for a person to look at this choice');

  await robin.choose('same-for-all', 'modal');
  await robin.slack.closeModal();
  await robin.answer(adapted, 'right');
  const forEveryone = await robin.more();
  expect(forEveryone.lesson.id).toBe(nextForEveryone([first, adapted]));
  const fixed = await robin.why(forEveryone);
  expect(fixed).toContain('none of your answers or ratings');
  expect(fixed).not.toContain('question missed');
  expect(fixed).not.toContain('answered correctly');

  await robin.choose('adaptive', 'home');
  const adaptedAgain = await robin.more();
  expect(await robin.why(adaptedAgain)).toContain(`“${adapted.lesson.title}”: answered correctly`);

  const tenant = await tenantOf(detail.id);
  const rows = await rowsOf('personalization', assignments, { tenant, open: ['lesson', 'decision'] });
  const inputsOf = ({ assignment }: SeenLesson) => rows.find(({ _id }) => _id === assignment)?.decision.inputs;
  expect(rows.every(({ decision }) => decision.reasons.length > 0 && decision.policy === 'rules-1')).toBe(true);
  expect(inputsOf(first)).toEqual({ mode: 'adaptive', level: 1, history: [] });
  expect(inputsOf(adapted)).toMatchObject({
    mode: 'adaptive',
    history: [{ lesson: first.lesson.id, answer: 'wrong', rating: 'too-hard' }],
  });
  expect(inputsOf(forEveryone)).toEqual({ mode: 'same-for-all', sent: [first.lesson.id, adapted.lesson.id] });
  expect(inputsOf(adaptedAgain)).toMatchObject({ mode: 'adaptive', history: [{}, { answer: 'right' }, {}] });
});
