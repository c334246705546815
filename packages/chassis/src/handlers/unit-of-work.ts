import { type EventType, newId, permanent, type ServiceName } from '@crescendo/contracts';
import type { Keyring } from '@crescendo/keyring';
import type { Clock } from '../clock.ts';
import type { Fences } from '../fences/fences.ts';
import { refuseFenced } from '../fences/is-fenced.ts';
import { intend, type Wish } from '../ledger/intend.ts';
import { type CausePosition, localPosition, type OutboxRow, outbox } from '../outbox/outbox.ts';
import type { Collection, RowOf } from '../store/collection.ts';
import { openRecords, sealRecord } from '../store/sealing.ts';
import type { Store } from '../store/store.ts';
import { activeTraceparent, inSpan } from '../telemetry/tracing.ts';
import { sourceOf } from '../wire/envelope.ts';
import { sealEvent } from '../wire/seal-event.ts';
import { MOST_PUBLISHED } from '../wire/sequence.ts';
import type { Signatures } from '../wire/signatures.ts';
import { CommitFirst, withCommitsFirst } from './commit-first.ts';
import type { BatchTx, Occasion, Tx } from './tx.ts';

/** What a unit of work is about, and what it may do. */
export type Unit = {
  tenant: string;
  user?: string | undefined;
  now: Date;
  /** The position of the causing event. Without one, each attempt gets a local position. */
  position?: CausePosition;
  /** Event types it may publish. */
  publishes: readonly EventType[];
  /** It checks the fences itself, or is part of an erasure. */
  passesFence?: boolean;
};

export type UnitParts = {
  store: Store;
  keyring: Keyring;
  service: ServiceName;
  fences: Fences;
  signatures: Signatures;
  clock: Clock;
};

export type Commitments = { published: number; performed: number };

const sealedRow = (collection: Collection, row: Record<string, unknown>) => ({
  record: `${collection.name}/${String(row._id)}`,
  owner: { tenant: String(row.tenant), user: typeof row.user === 'string' ? row.user : undefined },
  fields: collection.sealed,
});

/** Seals and opens rows of a collection. */
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

type Wanted = { type: EventType; data: object; occasion: Occasion };

function streamKey(type: EventType, { tenant, user }: Occasion): string {
  if (type.stream.keyedBy === 'tenant') return tenant;
  if (type.stream.keyedBy === 'user' && user) return user;
  throw permanent('publish-without-key', `${type.name} is keyed by ${type.stream.keyedBy}, which is not known here.`);
}

/** Collects what a unit of work publishes and requests when it commits. */
type Wishes = {
  publish(type: EventType, data: unknown, occasion: Occasion): void;
  perform(wish: Wish): void;
};

/** Runs `work` in one transaction and commits its events and effects with it. The effects belong to `tenant`. */
async function commitTogether<T>(
  parts: UnitParts,
  unit: Pick<Unit, 'position' | 'publishes'> & { tenant?: string },
  work: (wishes: Wishes) => Promise<T>,
): Promise<{ result: T } & Commitments> {
  const { store, clock } = parts;
  return await store.transaction(async () => {
    const wanted: Wanted[] = [];
    const effects: Wish[] = [];
    const position = unit.position ?? localPosition();
    const result = await work({
      publish(type, data, occasion) {
        if (!unit.publishes.some((allowed) => allowed.name === type.name))
          throw permanent('publish-undeclared', `${type.name} is not among what this may publish.`);
        if (wanted.length === MOST_PUBLISHED)
          throw permanent('publishes-too-many', `One unit of work publishes at most ${MOST_PUBLISHED} events.`);
        wanted.push({ type, data: data as object, occasion });
      },
      perform: (wish) => void effects.push(wish),
    });
    const createdAt = new Date(); // the wait for the broker goes by the real time, even with a moved clock
    const rows = await Promise.all(
      wanted.map((event, index) => outgoing(parts, { ...event, position, index, createdAt })),
    );
    if (rows.length > 0) await store.model(outbox).insertMany(rows);
    const by = { position, createdAt: clock.now(), dueAt: createdAt };
    const performed = unit.tenant ? await intend(store, effects, { tenant: unit.tenant, ...by }) : 0;
    return { result, published: rows.length, performed };
  });
}

/** Runs a unit of work about one customer or person, with a new {@link Tx} for each attempt. */
export async function runUnit<T>(
  parts: UnitParts,
  unit: Unit,
  work: (tx: Tx<EventType>) => Promise<T>,
): Promise<{ result: T } & Commitments> {
  return await withCommitsFirst(
    () => runAttempt(parts, unit, work),
    (first) => runAttempt(parts, { tenant: unit.tenant, user: unit.user, now: unit.now, publishes: [] }, first),
  );
}

function runAttempt<T>(
  parts: UnitParts,
  unit: Unit,
  work: (tx: Tx<EventType>) => Promise<T>,
): Promise<{ result: T } & Commitments> {
  const { tenant, user, now, position, publishes, passesFence } = unit;
  const { seal, open } = rowSealing(parts.keyring);
  const whole = { publishes, tenant, ...(position && { position }) };
  return commitTogether(parts, whole, async ({ publish, perform }) => {
    if (!passesFence) await refuseFenced(parts.fences, { tenant, user });
    return await work({
      now,
      clock: parts.clock,
      tenant,
      user,
      model: (collection) => parts.store.model(collection),
      seal: (collection, row) => seal(collection, row),
      open: (collection, rows, fields) => open(collection, rows as readonly object[], fields),
      publish: (type, data, about = {}) =>
        publish(type, data, { ...about, tenant: about.tenant ?? tenant, user: about.user ?? user, time: now }),
      perform: (effect, args, { key, coalesce = false, passesFence = false, user: whose = user }) =>
        perform({ effect, args, key, coalesce, passesFence, user: whose }),
      commitFirst(first) {
        throw new CommitFirst(first);
      },
    });
  });
}

/** Runs a unit of work about a chunk of a partition's events, with a new {@link BatchTx} for each attempt. */
export function runChunk<T>(
  parts: UnitParts,
  unit: { partition: string; position: CausePosition; publishes: readonly EventType[] },
  work: (tx: BatchTx<EventType>) => Promise<T>,
): Promise<{ result: T } & Commitments> {
  const { partition, position, publishes } = unit;
  const model: BatchTx['model'] = (collection) => parts.store.model(collection);
  return commitTogether(parts, { position, publishes }, ({ publish }) => work({ partition, model, publish }));
}

/** The sealed outbox row of an event. Its own span is the one that consumers continue. */
async function outgoing(
  { keyring, service, signatures }: UnitParts,
  { type, data, occasion, position, ...rest }: Wanted & { position: CausePosition; index: number; createdAt: Date },
): Promise<OutboxRow> {
  const { tenant, user, time, generation } = occasion;
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
    const key = streamKey(type, occasion);
    const source = sourceOf(service);
    const value = await sealEvent(keyring, type, { id, tenant, user, time, generation }, data);
    const event = { id, type: type.name, source, time, tenant, user, key, value };
    return {
      _id: id,
      tenant,
      ...(user && { user }),
      topic,
      key,
      type: type.name,
      source,
      time,
      value,
      ...(type.signed && { signature: signatures.sign(event) }),
      ...(traceparent && { traceparent }),
      status: 'pending',
      ...position,
      ...rest,
    };
  });
}
