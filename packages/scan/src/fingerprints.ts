import { createHash } from 'node:crypto';
import { documentsNaming, isLog, type Naming } from './naming.ts';

/** SHA-256 of a document's bytes, by its place. */
export type Fingerprints = ReadonlyMap<string, string>;

/** A document that has changed. */
export type Touched = { place: string; how: 'gone' | 'changed' | 'new' };

/**
 * The fingerprints of all documents that name a customer, except in the database's own log; `of` selects those that
 * count.
 */
export async function fingerprintsOf(
  adminUri: string,
  tenant: string,
  of: (row: Naming) => boolean = () => true,
): Promise<Fingerprints> {
  const found = new Map<string, string>();
  for await (const row of documentsNaming(adminUri, [tenant]))
    if (!isLog(row) && of(row)) found.set(row.place, createHash('sha256').update(row.bytes).digest('hex'));
  return found;
}

/** The documents that differ in any byte. */
export function touched(before: Fingerprints, after: Fingerprints): Touched[] {
  const places = new Set([...before.keys(), ...after.keys()]);
  return [...places].flatMap((place): Touched[] => {
    const [was, is] = [before.get(place), after.get(place)];
    if (was === is) return [];
    return [{ place, how: was === undefined ? 'new' : is === undefined ? 'gone' : 'changed' }];
  });
}
