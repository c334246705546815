import { documentsNaming, isLog, type Naming } from './naming.ts';

/** Why a document may stay although it names somebody who was erased; undefined when it may not. */
export type Allowed = (row: Naming) => string | undefined;

/** A document that is left of somebody. Its content is nobody's business: it says where it is and whom it names. */
export type Leftover = {
  place: string;
  /** Whether it names the customer, one of their people, or both. */
  names: 'customer' | 'person' | 'both';
  /** Why it may stay; undefined: of who was erased it should be gone. */
  allowed: string | undefined;
};

/** What the databases' administrator finds of a customer, and of people whose ids are given; or of people alone. */
export async function leftovers(
  adminUri: string,
  { tenant, persons, allowed }: { tenant?: string; persons: readonly string[]; allowed: Allowed },
): Promise<Leftover[]> {
  const found: Leftover[] = [];
  for await (const row of documentsNaming(adminUri, [...(tenant === undefined ? [] : [tenant]), ...persons])) {
    const others = row.ids.some((id) => id !== tenant);
    const names = tenant === undefined || !row.ids.includes(tenant) ? 'person' : others ? 'both' : 'customer';
    found.push({ place: row.place, names, allowed: allowed(row) });
  }
  return found;
}

const PERSON = /usr_[0-9a-z]{26}/g;

/** The ids of people that stand in whatever document names a customer, but in the log, where writes of several stand together. */
export async function personsNamedWith(adminUri: string, tenant: string): Promise<string[]> {
  const persons = new Set<string>();
  for await (const row of documentsNaming(adminUri, [tenant])) {
    if (isLog(row)) continue;
    for (const [id] of Buffer.from(row.bytes).toString('latin1').matchAll(PERSON)) persons.add(id);
  }
  return [...persons];
}
