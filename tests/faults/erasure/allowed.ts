import type { Collection } from '@crescendo/chassis';
import { catalogue, controlStream } from '@crescendo/contracts';
import { type Allowed, isLog } from '@crescendo/scan';

const controlEvents = new Set<unknown>(
  catalogue.flatMap(({ name, stream }) => (stream === controlStream ? [name] : [])),
);

/**
 * What may stay in the databases when somebody was erased: rows of collections that say why they are kept, and what
 * services said to each other about the erasure, which goes by itself a week later. All of it is opaque ids and numbers.
 * And the database's own log of what was written before, which no administrator can take anything out of.
 */
export function allowedIn(databases: readonly { name: string; collections: readonly Collection[] }[]): Allowed {
  const kept = new Map<string, string | undefined>(
    databases.flatMap(({ name, collections }) =>
      collections.map((collection) => [`${name}.${collection.name}`, collection.kept]),
    ),
  );
  return (row) => {
    if (isLog(row)) return 'log of all writes, overwritten from its beginning; what is sealed in it opens no more';
    const { database, collection, document } = row;
    const place = `${database}.${collection}`;
    const isControl =
      kept.has(place) &&
      ((collection === 'outbox' && document.topic === controlStream.topic) ||
        (collection === 'inbox' && controlEvents.has(document.type)));
    return isControl ? 'what the erasure says of itself, for a week' : kept.get(place);
  };
}
