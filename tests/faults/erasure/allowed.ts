import type { Collection } from '@crescendo/chassis';
import { catalogue, controlStream } from '@crescendo/contracts';
import { type Allowed, isLog } from '@crescendo/scan';

const controlEvents = new Set<unknown>(
  catalogue.flatMap(({ name, stream }) => (stream === controlStream ? [name] : [])),
);

/**
 * What may stay in the databases after an erasure: rows of collections that say why they are kept, and the services'
 * events about the erasure, which expire after a week. All of these hold only opaque ids and numbers. Also the
 * database's own log of earlier writes, from which no administrator can remove anything.
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
