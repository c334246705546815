import { newId } from '@crescendo/contracts';
import type { mongo } from 'mongoose';
import { assignments } from '../../../services/personalization/src/assignments.ts';
import { learners } from '../../../services/personalization/src/learners.ts';
import type { CustomerRows } from './customer-rows.ts';

const AT_ONCE = 1_000;

/** Adds a customer to a service's database: a row for each person, and lessons for them up to `rows` rows. */
export async function addCustomer(
  db: mongo.Db,
  make: CustomerRows,
  customer: { tenant: string; people: number; rows: number },
): Promise<void> {
  const { tenant, rows } = customer;
  const people = Array.from({ length: customer.people }, () => newId('user'));
  const insert = <R extends { _id: string }>(name: string, some: R[]) =>
    db.collection<{ _id: string }>(name).insertMany(some, { ordered: false, bypassDocumentValidation: true });
  for (let at = 0; at < people.length; at += AT_ONCE)
    await insert(
      learners.name,
      people.slice(at, at + AT_ONCE).map((user) => make.learner({ tenant, user })),
    );
  const lessons = rows - people.length;
  for (let at = 0; at < lessons; at += AT_ONCE) {
    const some = Array.from({ length: Math.min(AT_ONCE, lessons - at) }, (_, one) => {
      const user = people[(at + one) % people.length] ?? newId('user');
      return make.assignment({ tenant, user, slot: String(at + one) });
    });
    await insert(assignments.name, some);
  }
}
