import { testService } from '@crescendo/chassis-testing';
import {
  answerGiven,
  learningStarted,
  lessonRequested,
  messageSent,
  newId,
  readAssignmentValue,
  slackActions,
  userSynced,
} from '@crescendo/contracts';
import { z } from 'zod';
import { type AssignmentRow, assignments } from '../assignments.ts';
import { type Catalogue, loadCatalogue } from '../catalogue.ts';
import { type LearnerRow, learners } from '../learners.ts';
import { personalization } from '../service.ts';
import { ownContent } from '../settings.ts';
import type { Block, Message } from '../slack/blocks.ts';
import { pressable } from '../slack/testing/pressable.ts';

const homePart = z.object({ blocks: z.custom<Block[]>(Array.isArray) });

type Service = Awaited<ReturnType<typeof testService>>;
type Published = Awaited<ReturnType<Service['published']>>[number];

/** The content of a `message-requested`, in clear. */
export type Requested = {
  message: string;
  whenUnknown: 'give-up' | 'send-again';
  target: { kind: 'direct' } | { kind: 'replace'; place: unknown } | { kind: 'view'; viewId: string };
  content: Message & { view?: { title: { text: string }; blocks: Block[] } };
};

/** The messages among the published events, in order. */
export const messagesIn = (published: readonly Published[]): Requested[] =>
  published.filter(({ type }) => type === 'message-requested').map(({ data }) => data as Requested);

/** The lessons among the published events, with the messages that carry them. */
export const lessonsIn = (published: readonly Published[]) =>
  messagesIn(published).flatMap(({ message, whenUnknown, target, content }) => {
    if (whenUnknown !== 'give-up' || target.kind !== 'direct') return [];
    const buttons = content.blocks.flatMap((block) => (block.type === 'actions' ? block.elements : []));
    const answer = buttons.find(({ action_id }) => action_id.startsWith(slackActions.answer));
    const assignment = readAssignmentValue(answer?.value ?? '')?.assignment ?? '';
    return [{ message, assignment, text: content.text }];
  });

export const typesIn = (published: readonly Published[]): string[] => published.map(({ type }) => type);

/** The place of test messages in Slack. */
export const place = { channel: 'D0LEARNER', ts: '1790000000.000100' };

const whole = await loadCatalogue(ownContent);

/** The first lessons of the curriculum only; none of them may require another. */
function firstLessons(count: number): Catalogue {
  const lessons = whole.lessons.slice(0, count);
  return { ...whole, lessons, find: (id) => lessons.find((lesson) => lesson.id === id) };
}

type World = {
  now?: Date;
  /** The person's; undefined for a person who is not known yet. */
  timezone?: string | undefined;
  /** The number of lessons. */
  lessons?: number;
};

/** A Monday, half past ten in Berlin. */
const monday = new Date('2026-03-09T09:30:00Z');

/** Personalization with its own lessons, and one person of one workspace, known and in Berlin. */
export async function learning(world: World = {}) {
  const { now = monday, timezone, lessons } = { timezone: 'Europe/Berlin', ...world };
  const catalogue = lessons === undefined ? whole : firstLessons(lessons);
  const service = personalization({ catalogue, privacyMail: 'privacy@crescendo.example' });
  const running = await testService(service, { now });
  const { context, deliver } = running;
  const person = { tenant: newId('tenant'), user: newId('user') };
  const { tenant, user } = person;
  if (timezone) await deliver(userSynced, { ...person, data: { version: 1, timezone, locale: 'de-DE' } });

  async function assigned() {
    const rows = await context
      .model(assignments)
      .find({ tenant, user })
      .sort({ assignedAt: 1 })
      .lean<AssignmentRow[]>();
    return await context.open(assignments, rows, ['lesson', 'decision', 'place', 'answer', 'rating', 'comment']);
  }

  async function assignment(id: string) {
    const found = (await assigned()).find(({ _id }) => _id === id);
    if (!found) throw new Error('there is no such assignment');
    const lesson = catalogue.find(found.lesson);
    if (!lesson) throw new Error('the assignment has no lesson');
    return { ...found, lesson };
  }

  return {
    ...running,
    catalogue,
    person,
    /** The person's assignments in order, in clear. */
    assigned,
    assignment,
    learner: async () => await context.model(learners).findOne({ _id: user, tenant }).lean<LearnerRow>(),
    start: () => deliver(learningStarted, { ...person, data: {} }),
    ask: (again?: string) => deliver(lessonRequested, { ...person, data: { ...(again && { again }) } }),
    async answer(id: string, how: 'right' | 'wrong') {
      const { question } = (await assignment(id)).lesson;
      const option = how === 'right' ? question.correct : (question.correct + 1) % question.options.length;
      return await deliver(answerGiven, { ...person, data: { assignment: id, option, place } });
    },
    /** What is sent at this time. */
    async sentAt(time: string) {
      running.setNow(new Date(time));
      const before = (await running.published()).length;
      await running.runJob('send-due-lessons');
      return (await running.published()).slice(before);
    },
    /** App Home's text, as one string. */
    async home(): Promise<{ text: string; pressable: string[] }> {
      const route = service.routes.find(({ path }) => path === '/home');
      const caller = { service: 'gateway' as const, tenant };
      const { blocks } = homePart.parse(await route?.handle({ body: { user }, caller, service: context }));
      return { text: JSON.stringify(blocks), pressable: pressable(blocks) };
    },
    /** Delivers the gateway's event about a message's outcome. */
    outcome: (message: string, outcome: 'sent' | 'failed' | 'unknown', reason?: string) =>
      deliver(messageSent, {
        ...person,
        data: { message, outcome, ...(reason && { reason }), ...(outcome === 'sent' && { place }) },
      }),
  };
}
