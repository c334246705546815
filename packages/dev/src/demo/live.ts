import { commentForm, slackActions } from '@crescendo/contracts';
import type { AnswerKey } from './answer-key.ts';
import type { PersonAtSlack } from './person-at-slack.ts';
import type { LessonPlan, PersonPlan } from './plan.ts';
import { buttonValue, lessonsIn, offers, type SeenLesson } from './seen.ts';

const { start, stop, more, answer, rate, comment, mode } = slackActions;

/** Carries out a person's plan from where they stopped; does nothing if all of it is done. */
export async function live(person: PersonAtSlack, plan: PersonPlan, answerKey: AnswerKey): Promise<void> {
  await person.get(
    'App Home',
    ({ home }) => offers(home, start) || offers(home, stop),
    (client) => client.openHome(),
  );
  for (const [place, lesson] of plan.lessons.entries()) {
    await getLesson(person, place);
    await giveAnswer(person, { place, lesson, answerKey });
    await giveFeedback(person, { place, lesson });
    if (plan.withoutAnswers) await chooseWithoutAnswers(person);
  }
  if (plan.stops) await pressStop(person);
}

/** Start gives the first lesson, "One more now" each later one. */
async function getLesson(person: PersonAtSlack, place: number): Promise<void> {
  await person.get(
    `lesson ${place + 1}`,
    (surface) => lessonsIn(surface).length > place,
    (client, { home }) =>
      place === 0 && offers(home, start)
        ? client.click({ on: 'home', actionId: start })
        : client.click({ on: 'message', actionId: more }),
  );
}

type OnLesson = { place: number; lesson: LessonPlan };

async function giveAnswer(person: PersonAtSlack, on: OnLesson & { answerKey: AnswerKey }): Promise<void> {
  const { lesson, place, answerKey } = on;
  if (!lesson.answer) return;
  await person.get(
    `the answer to lesson ${place + 1}`,
    (surface) => lessonsIn(surface)[place]?.options === 0,
    (client, surface) => {
      const seen = seenAt(lessonsIn(surface), place);
      const right = answerKey.get(seen.title);
      if (right === undefined) throw new Error(`Nobody knows the right answer to “${seen.title}”`);
      const option = lesson.answer === 'right' ? right : (right + 1) % seen.options;
      return client.click({ on: 'message', messageTs: seen.ts, actionId: `${answer}.${option}` });
    },
  );
}

async function giveFeedback(person: PersonAtSlack, { lesson, place }: OnLesson): Promise<void> {
  const { rating, comment: text } = lesson;
  if (rating) {
    await person.get(
      `thanks for rating lesson ${place + 1}`,
      (surface) => lessonsIn(surface)[place]?.canRate === false,
      (client, surface) => {
        const { ts } = seenAt(lessonsIn(surface), place);
        return client.click({ on: 'message', messageTs: ts, actionId: `${rate}.${rating}` });
      },
    );
  }
  if (text === undefined) return;
  await person.get(
    `thanks for the comment on lesson ${place + 1}`,
    (surface) => lessonsIn(surface)[place]?.canComment === false,
    async (client, surface) => {
      await client.closeModal({ all: true });
      const { ts } = seenAt(lessonsIn(surface), place);
      await client.click({ on: 'message', messageTs: ts, actionId: comment });
      await client.until('the comment window', ({ modals }) => offers(modals.at(-1), commentForm.input));
      await client.submit({ [commentForm.input]: text });
    },
  );
}

async function chooseWithoutAnswers(person: PersonAtSlack): Promise<void> {
  await person.get(
    'lessons chosen without answers',
    ({ home }) => buttonValue(home, mode) === 'adaptive',
    async (client) => {
      await client.until('the choice in App Home', ({ home }) => offers(home, mode));
      await client.click({ on: 'home', actionId: mode });
    },
  );
}

async function pressStop(person: PersonAtSlack): Promise<void> {
  await person.get(
    'that it has stopped',
    ({ messages, home }) => offers(home, start) && messages.some((message) => offers(message, start)),
    (client) => client.click({ on: 'message', actionId: stop }),
  );
}

function seenAt(lessons: readonly SeenLesson[], place: number): SeenLesson {
  const lesson = lessons[place];
  if (!lesson) throw new Error(`Lesson ${place + 1} has gone`);
  return lesson;
}
