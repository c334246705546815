import type { ServiceContext, Tx } from '@crescendo/chassis';
import { type LearnerRow, learners } from './learners.ts';
import type { SelectionMode } from './next-lesson.ts';
import type { Person } from './person.ts';

/** Reads rows: a transaction, or a service outside one. */
export type Reader = Pick<ServiceContext, 'model' | 'open'>;

/** A learner, with the fields for scheduling and choosing lessons opened. */
export type Learner = Omit<LearnerRow, 'timezone' | 'mode'> & { timezone?: string; mode: SelectionMode };

/** Undefined for someone unknown. */
export async function findLearner(reader: Reader, { tenant, user }: Person): Promise<Learner | undefined> {
  const row = await reader.model(learners).findOne({ _id: user, tenant }).lean<LearnerRow>();
  return row ? await openLearner(reader, row) : undefined;
}

export async function openLearner(reader: Pick<Reader, 'open'>, row: LearnerRow): Promise<Learner> {
  const [opened] = await reader.open(learners, [row], ['timezone', 'mode']);
  return { ...row, timezone: opened?.timezone, mode: opened?.mode ?? 'adaptive' };
}

/** The learner of an event. Creates a stub for someone unknown, since events may overtake each other. */
export async function learnerFor(tx: Tx, { tenant, user }: Person): Promise<Learner> {
  const known = await findLearner(tx, { tenant, user });
  if (known) return known;
  const stub = { _id: user, tenant, user, status: 'known' as const, assigned: 0 };
  await tx.model(learners).create([stub]);
  return { ...stub, mode: 'adaptive' };
}
