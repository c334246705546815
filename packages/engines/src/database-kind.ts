/**
 * The two databases that can run embedded. Both are SecantusDB: `small` downloads in seconds, `fast` compiles once, for
 * some minutes. Neither can read the other's data.
 */
export const databaseKinds = ['small', 'fast'] as const;
export type DatabaseKind = (typeof databaseKinds)[number];

/** The database that CRESCENDO_DATABASE asks for, if any. Throws when it names neither. */
export function askedDatabase(environment: Record<string, string | undefined> = process.env): DatabaseKind | undefined {
  const asked = environment.CRESCENDO_DATABASE;
  if (!asked) return undefined;
  const kind = databaseKinds.find((each) => each === asked);
  if (!kind) throw new Error(`CRESCENDO_DATABASE is ${databaseKinds.join(' or ')}`);
  return kind;
}

/**
 * Which one runs, and why. Existing data stays with the database that made it, even if the fast one has been built
 * since; new data gets the requested database, or else the best one there is. Throws when the requested one cannot read
 * the data.
 */
export function chooseDatabase(about: {
  asked: DatabaseKind | undefined;
  /** The database that made the existing data; undefined if there is none. */
  made: DatabaseKind | undefined;
  isFastBuilt: boolean;
}): { kind: DatabaseKind; why: string } {
  const { asked, made, isFastBuilt } = about;
  if (made && asked && made !== asked) {
    throw new Error(`The data here was made with the ${made} database, and the ${asked} one cannot read it.
Go on with it (CRESCENDO_DATABASE=${made}, or leave it away), or begin anew: npm run reset forgets the data of npm start`);
  }
  if (asked) return { kind: asked, why: 'as asked for' };
  if (made === 'small' && isFastBuilt)
    return { kind: made, why: 'with which this data was made; the fast one takes over after npm run reset' };
  if (made) return { kind: made, why: 'with which this data was made' };
  if (isFastBuilt) return { kind: 'fast', why: 'since it is built' };
  return { kind: 'small', why: 'CRESCENDO_DATABASE=fast builds the fast one' };
}
