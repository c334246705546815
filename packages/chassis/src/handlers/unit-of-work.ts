import { type EventType, newId, permanent, type ServiceName } from '@crescendo/contracts';
import type { Keyring } from '@crescendo/keyring';
import { sourceOf } from '../bus/envelope.ts';
import { type CausePosition, localPosition, type OutboxRow, outbox } from '../bus/outbox.ts';
import { sealEvent } from '../bus/seal-event.ts';
import { intend, type Wish } from '../effects/intend.ts';
import type { Collection, RowOf } from '../store/collection.ts';
import { openRecords, sealRecord } from '../store/sealing.ts';
import type { Store } from '../store/store.ts';
import { activeTraceparent, inSpan } from '../telemetry/tracing.ts';
import type { About, Tx } from './tx.ts';

/** What a unit of work is for. */
export type Unit = {
  tenant: string;
  user?: string | undefined;
  now: Date;
  /** Of the event that causes it. Without one its place is that of the attempt that commits. */
  position?: CausePosition;
  /** Event types it may publish. */
  publishes: readonly EventType[];
};

export type Commitments = { published: number; performed: number };

const sealedRow = (collection: Collection, row: Record<string, unknown>) => ({
  record: `${collection.name}/${String(row._id)}`,
  owner: { tenant: String(row.tenant), user: typeof row.user === 'string' ? row.user : undefined },
  fields: collection.sealed,
});

/** Seals rows for a collection, and opens them again. */
export function rowSealing(keyring: Keyring) {
  return {
    async seal<C extends Collection>(collection: C, row: object): Promise<RowOf<C>> {
      const clear = { ...row } as Record<string, unknown>;
      return (await sealRecord(keyring, sealedRow(collection, clear), clear)) as RowOf<C>; // the collection's own fields
    },
    async open<C extends Collection, Opened>(collection: C, rows: readonly object[], fields: readonly PropertyKey[]) {
      const open = fields.map(String);
      const records = rows.map((row) => ({ sealed: sealedRow(collection, { ...row }), row: { ...row }, open }));
      return (await openRecords(keyring, records)) as Opened[]; // the same rows, `fields` in clear
    },
  };
}

type Wanted = { type: EventType; data: object; about: About };

function streamKey(type: EventType, tenant: string, user: string | undefined): string {
  if (type.stream.keyedBy === 'tenant') return tenant;
  if (type.stream.keyedBy === 'user' && user) return user;
  throw permanent('publish-without-key', `${type.name} is keyed by ${type.stream.keyedBy}, which is not known here.`);
}

/** Runs `work` with a fresh {@link Tx} in one transaction, and commits with it the events and effects it asked for. */
export async function runUnit<T>(
  parts: { store: Store; keyring: Keyring; service: ServiceName },
  unit: Unit,
  work: (tx: Tx<EventType>) => Promise<T>,
): Promise<{ result: T } & Commitments> {
  const { store, keyring } = parts;
  const { seal, open } = rowSealing(keyring);
  return await store.transaction(async () => {
    const wanted: Wanted[] = [];
    const wishes: Wish[] = [];
    const position = unit.position ?? localPosition();
    const tx: Tx<EventType> = {
      now: unit.now,
      tenant: unit.tenant,
      user: unit.user,
      model: (collection) => store.model(collection),
      seal: (collection, row) => seal(collection, row),
      open: (collection, rows, fields) => open(collection, rows as readonly object[], fields),
      publish(type, data, about = {}) {
        if (!unit.publishes.some((allowed) => allowed.name === type.name))
          throw permanent('publish-undeclared', `${type.name} is not among what this may publish.`);
        wanted.push({ type, data: data as object, about });
      },
      perform: (effect, args, { key, coalesce = false }) => {
        wishes.push({ effect, args, key, coalesce });
      },
    };
    const result = await work(tx);
    const createdAt = new Date();
    const rows = await Promise.all(
      wanted.map((event, index) => outgoing(parts, unit, { ...event, position, index, createdAt })),
    );
    if (rows.length > 0) await store.model(outbox).insertMany(rows);
    const { tenant, user } = unit;
    return {
      result,
      published: rows.length,
      performed: await intend(store, wishes, { tenant, user, position, createdAt }),
    };
  });
}

/** The outbox row of an event, sealed, with a span of its own that its consumers continue. */
async function outgoing(
  { keyring, service }: { keyring: Keyring; service: ServiceName },
  unit: Unit,
  { type, data, about, position, ...rest }: Wanted & { position: CausePosition; index: number; createdAt: Date },
): Promise<OutboxRow> {
  const tenant = about.tenant ?? unit.tenant;
  const user = about.user ?? unit.user;
  const id = newId('event');
  const { topic } = type.stream;
  const attributes = {
    'messaging.system': 'kafka',
    'messaging.operation.type': 'send',
    'messaging.destination.name': topic,
    'messaging.message.id': id,
    'crescendo.tenant': tenant,
  };
  return await inSpan({ name: `send ${type.name}`, kind: 'producer', attributes }, async () => {
    const traceparent = activeTraceparent();
    return {
      _id: id,
      tenant,
      ...(user && { user }),
      topic,
      key: streamKey(type, tenant, user),
      type: type.name,
      source: sourceOf(service),
      time: unit.now,
      value: await sealEvent(keyring, type, { id, tenant, user, time: unit.now }, data),
      ...(traceparent && { traceparent }),
      status: 'pending',
      ...position,
      ...rest,
    };
  });
}
