import { documentsNaming, isLog, type Naming } from './naming.ts';

/** The reason why a document may stay although it names an erased person or customer; undefined if it may not. */
export type Allowed = (row: Naming) => string | undefined;

/**
 * A document that still names an erased customer or person. It tells the place and whom it names, never the content.
 */
export type Leftover = {
  place: string;
  /** Whether it names the customer, one of their people, or both. */
  names: 'customer' | 'person' | 'both';
  /** The reason why it may stay; undefined if it should have been erased. */
  allowed: string | undefined;
};

/**
 * All documents, as the databases' administrator sees them, that name the customer or one of these people; without
 * `tenant`, one of these people.
 */
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

/**
 * The ids of the people in all documents that name the customer. Skips the log, where one entry holds writes of several
 * customers.
 */
export async function personsNamedWith(adminUri: string, tenant: string): Promise<string[]> {
  const persons = new Set<string>();
  for await (const row of documentsNaming(adminUri, [tenant])) {
    if (isLog(row)) continue;
    for (const [id] of Buffer.from(row.bytes).toString('latin1').matchAll(PERSON)) persons.add(id);
  }
  return [...persons];
}
