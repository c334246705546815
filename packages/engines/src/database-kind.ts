/**
 * The two databases that can run embedded. Both are SecantusDB: `small` is fetched in seconds, `fast` is compiled once for
 * some minutes. They do not read each other's data.
 */
export const databaseKinds = ['small', 'fast'] as const;
export type DatabaseKind = (typeof databaseKinds)[number];

/** What a person asked for with CRESCENDO_DATABASE, if anything. Throws when it names neither. */
export function askedDatabase(environment: Record<string, string | undefined> = process.env): DatabaseKind | undefined {
  const asked = environment.CRESCENDO_DATABASE;
  if (!asked) return undefined;
  const kind = databaseKinds.find((each) => each === asked);
  if (!kind) throw new Error(`CRESCENDO_DATABASE is ${databaseKinds.join(' or ')}`);
  return kind;
}

/**
 * Which one runs, and why. Data that is there goes on with the database that made it, also when the fast one was built
 * since; new data gets the one asked for, or else the best there is. Throws when asked for one that cannot read the data.
 */
export function chooseDatabase(about: {
  asked: DatabaseKind | undefined;
  /** Whose data is there; undefined when there is none. */
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
