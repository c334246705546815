import { randomBytes } from 'node:crypto';
import type { ClearOf, Collection, RowOf } from '@crescendo/chassis';
import { newId } from '@crescendo/contracts';
import { createKeyring } from '@crescendo/keyring';
import { keyServiceInMemory } from '@crescendo/keyring/testing';
import { rowSealing } from '../../../packages/chassis/src/handlers/unit-of-work.ts';
import { assignments } from '../../../services/personalization/src/assignments.ts';
import { learners } from '../../../services/personalization/src/learners.ts';

type LearnerRow = RowOf<typeof learners>;
type AssignmentRow = RowOf<typeof assignments>;

/** Makes rows of customers like those of real use: the same fields, and sealed values of the same lengths. */
export type CustomerRows = {
  learner(of: { tenant: string; user: string }): LearnerRow;
  assignment(of: { tenant: string; user: string; slot: string }): AssignmentRow;
};

const lesson = { lesson: 'feedback-that-lands', topic: 'feedback', level: 2 } as const;

const learner: Omit<ClearOf<typeof learners>, '_id' | 'tenant' | 'user'> = {
  status: 'active',
  version: 1_790_000_000_000,
  timezone: 'Europe/Vienna',
  locale: 'de-AT',
  mode: 'adaptive',
  nextLessonAt: new Date('2026-11-24T09:00:00Z'),
  assigned: 19,
  startedAt: new Date('2026-05-04T09:00:00Z'),
};

const assignment: Omit<ClearOf<typeof assignments>, '_id' | 'tenant' | 'user' | 'slot' | 'message'> = {
  lesson: lesson.lesson,
  decision: {
    reasons: [
      { code: 'level-fits', text: 'You answered the last two lessons of this level right.' },
      { code: 'topic-rotates', text: 'It has been a while since a lesson about this topic.' },
    ],
    inputs: {
      mode: 'adaptive',
      level: 2,
      history: Array.from({ length: 9 }, () => ({ ...lesson, answer: 'right' as const })),
    },
    policy: '2026-09',
  },
  delivery: 'sent',
  place: { channel: 'D0123456789', ts: '1790000000.000100' },
  answer: { option: 1, correct: true, at: 1_790_000_000_000 },
  rating: 'helpful',
  assignedAt: new Date('2026-11-23T09:00:00Z'),
  sentAt: new Date('2026-11-23T09:00:01Z'),
};

/** Really seals one row of each kind; all others get random bytes of the same lengths. */
export async function customerRows(): Promise<CustomerRows> {
  const keyring = createKeyring({ transport: keyServiceInMemory().transport });
  const { seal } = rowSealing(keyring);
  const [tenant, user] = [newId('tenant'), newId('user')];
  const like = { tenant, user, slot: '2026-11-23', message: newId('message') };
  const [sealedLearner, sealedAssignment] = await Promise.all([
    seal(learners, { ...learner, _id: user, tenant, user }),
    seal(assignments, { ...assignment, ...like, _id: newId('assignment') }),
  ]);
  keyring.close();
  return {
    learner: ({ tenant, user }) => ({ ...resealed(learners, sealedLearner), _id: user, tenant, user }),
    assignment: ({ tenant, user, slot }) => ({
      ...resealed(assignments, sealedAssignment),
      ...{ _id: newId('assignment'), message: newId('message'), tenant, user, slot },
    }),
  };
}

/** Sealed values do not compress in a database, so no two rows may have the same ones. */
function resealed<R extends object>({ sealed }: Collection<R>, row: R): R {
  const other = Object.entries(row).map(([field, value]) => [field, sealed.has(field) ? likeIt(String(value)) : value]);
  return Object.fromEntries(other) as R; // the same fields, with the same types
}

const likeIt = (jwe: string): string =>
  jwe
    .split('.')
    .map((part, at) => (at < 2 ? part : randomBytes(part.length).toString('base64url').slice(0, part.length)))
    .join('.');
