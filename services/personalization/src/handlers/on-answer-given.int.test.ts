import { answerGiven, newId } from '@crescendo/contracts';
import { expect, test } from 'vitest';
import { assignments } from '../assignments.ts';
import { learning, lessonsIn, messagesIn, place, typesIn } from '../testing/learning.ts';

test('the first answer counts: the message shows what is right and why, and a second click changes nothing', async () => {
  const { start, answer, assignment, context, setNow } = await learning();
  const id = lessonsIn((await start()).published)[0]?.assignment ?? '';
  setNow(new Date('2026-03-09T09:35:00Z'));
  const { outcome, published } = await answer(id, 'right');
  expect(outcome).toEqual({ kind: 'done' });
  expect(typesIn(published)).toEqual(['message-requested', 'home-changed']);
  const { lesson, answer: kept, delivery } = await assignment(id);
  const [answered] = messagesIn(published);
  expect(answered).toMatchObject({ whenUnknown: 'send-again', target: { kind: 'replace', place } });
  expect(answered?.content.text).toContain("That's right.");
  expect(answered?.content.text).toContain(lesson.question.explanation.slice(0, 20));
  const at = Date.parse('2026-03-09T09:35:00Z');
  expect(kept).toEqual({ option: lesson.question.correct, correct: true, at });
  expect(delivery).toBe('sent'); // although Slack never told us

  expect(await answer(id, 'wrong')).toMatchObject({
    outcome: { kind: 'skip', code: 'already-answered' },
    published: [],
  });
  expect((await assignment(id)).answer).toEqual(kept);
  const row = await context.model(assignments).findById(id).lean();
  expect(row?.answer).toMatch(/^ey/); // sealed at rest
});

test('after a wrong answer another lesson follows than after a right one, and the reasons say why', async () => {
  const next = async (how: 'right' | 'wrong') => {
    const { start, answer, ask, assignment, setNow } = await learning();
    const [first] = lessonsIn((await start()).published);
    await answer(first?.assignment ?? '', how);
    setNow(new Date('2026-03-09T09:40:00Z'));
    const [second] = lessonsIn((await ask()).published);
    return await assignment(second?.assignment ?? '');
  };
  const afterWrong = await next('wrong');
  const afterRight = await next('right');
  expect(afterWrong.lesson.id).not.toBe(afterRight.lesson.id);
  expect(afterWrong.decision).toMatchObject({
    reasons: [{ code: 'same-topic-again' }],
    inputs: { mode: 'adaptive', history: [{ lesson: 'names-said-right', answer: 'wrong' }] },
  });
  expect(afterRight.decision).toMatchObject({ inputs: { history: [{ answer: 'right' }] } });
});

test('the other copy of a lesson that was sent twice shows the first answer too', async () => {
  const { start, answer, deliver, person } = await learning();
  const id = lessonsIn((await start()).published)[0]?.assignment ?? '';
  await answer(id, 'right');
  const other = { ...place, ts: '1790000000.000200' };
  const data = { assignment: id, option: 0, place: other };
  const { outcome, published } = await deliver(answerGiven, { ...person, data });
  expect(outcome).toEqual({ kind: 'skip', code: 'already-answered' });
  const [copy] = messagesIn(published);
  expect(copy).toMatchObject({ target: { kind: 'replace', place: other } });
  expect(copy?.content.text).toContain("That's right.");
});

test('a click on a lesson that is gone is counted, and answered kindly in its place', async () => {
  const { start, deliver, person, catalogue, metrics, context } = await learning({ lessons: 2 });
  const id = lessonsIn((await start()).published)[0]?.assignment ?? '';
  const click = (assignment: string, user = person.user) =>
    deliver(answerGiven, { tenant: person.tenant, user, data: { assignment, option: 0, place } });
  const unknown = await click(newId('assignment'));
  const someoneElses = await click(id, newId('user'));
  catalogue.find = () => undefined; // the lesson was removed
  const withdrawn = await click(id);

  expect(unknown.outcome).toEqual({ kind: 'skip', code: 'assignment-unknown' });
  expect(someoneElses.outcome).toEqual({ kind: 'skip', code: 'assignment-unknown' });
  expect(withdrawn.outcome).toEqual({ kind: 'skip', code: 'lesson-withdrawn' });
  for (const { published } of [unknown, someoneElses, withdrawn]) {
    expect(messagesIn(published)).toMatchObject([{ target: { kind: 'replace', place } }]);
    expect(messagesIn(published)[0]?.content.text).toContain('This lesson is no longer available');
  }
  expect(await context.model(assignments).findById(id).lean()).not.toHaveProperty('answer');
  const counted = await metrics.registry.getSingleMetricAsString('crescendo_events_handled_total');
  expect(counted).toMatch(/event="answer-given",outcome="skip",code="assignment-unknown".* 2$/m);
});

test('an option that the question does not have is no answer', async () => {
  const { start, deliver, person, assignment } = await learning();
  const id = lessonsIn((await start()).published)[0]?.assignment ?? '';
  const data = { assignment: id, option: 9, place };
  const { outcome, published } = await deliver(answerGiven, { ...person, data });
  expect({ outcome, published }).toEqual({ outcome: { kind: 'skip', code: 'no-such-option' }, published: [] });
  expect(await assignment(id)).not.toHaveProperty('answer');
});

test('who misses the very last question gets it again, though they were told that nothing is left', async () => {
  const { start, answer, ask, learner, sentAt } = await learning({ lessons: 1 });
  const id = lessonsIn((await start()).published)[0]?.assignment ?? '';
  await ask();
  expect(await learner()).toMatchObject({ finishedWith: 1 });
  await answer(id, 'wrong');
  expect(await learner()).not.toHaveProperty('finishedWith');
  expect(lessonsIn(await sentAt('2026-03-11T09:00:00Z'))).toHaveLength(1);
});
