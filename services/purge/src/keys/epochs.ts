import { collection, insertOnce, type ServiceContext } from '@crescendo/chassis';
import { opaque, permanent, plain, transient } from '@crescendo/contracts';
import { z } from 'zod';
import type { EpochFiles } from './epoch-files.ts';
import { createMemory } from './memory.ts';
import { asParent, newKey, type Parent, unwrap, wrap } from './wrapping.ts';

/**
 * The epochs whose keys exist. The keys are files ({@link EpochFiles}). A tenant's key is wrapped under the epoch that
 * is `current` at its creation, then under each following one. The key of a `retiring` epoch is destroyed when nothing
 * is wrapped under it.
 */
export const Epochs = collection({
  name: 'epochs',
  schema: z.object({
    _id: plain(z.int().positive()),
    state: plain(z.enum(['current', 'retiring'])).optional(),
    beganAt: plain(z.date()).optional(),
    /** Incremented by every transaction that creates a key under it, so that it cannot retire in between. */
    uses: plain(z.int()).optional(),
    /** From the time when epoch keys were in the database; removed at the next start. */
    wrapped: opaque(z.string()).optional(),
  }),
  small: 'an old epoch goes when nothing is under it any more',
});

const FIRST = 1;
const nameOf = (epoch: number) => `epoch/${epoch}`;
const EPOCHS_HELD = 4;

type Store = Pick<ServiceContext, 'model' | 'clock' | 'transaction'>;
export type Epoch = { number: number; beganAt: Date };

const gone = (epoch: number) =>
  permanent(
    'epoch-gone',
    `The key of epoch ${epoch} was destroyed. A database from before cannot be opened: docs/runbooks/restore.md.`,
  );

export type EpochKeys = {
  /**
   * Call before the first request: moves keys out of the database and creates the first one. Resolves to the epochs
   * whose keys can be opened. Throws Failure `epoch-gone` when the current epoch is not among them.
   */
  prepare(store: Store): Promise<number[]>;
  /** The current epoch. */
  current(store: Store): Promise<Epoch>;
  /** The current epoch, which stays current until the current transaction ends. */
  use(store: Store): Promise<number>;
  /**
   * An epoch's key. Throws Failure `epoch-gone`, or `wrapped-key-broken` when it was wrapped under another master key.
   */
  open(store: Pick<Store, 'clock'>, epoch: number): Promise<Parent>;
  /** Ends an epoch if it is current: it retires, and the next one begins. */
  end(store: Store, epoch: number): Promise<void>;
  retiring(store: Store): Promise<number[]>;
  /** When the oldest epoch began whose key still exists. */
  oldest(store: Store): Promise<Date | undefined>;
  /**
   * Destroys the key of an epoch under which nothing is wrapped. Other replicas may hold it in memory a little longer.
   */
  destroy(store: Store, epoch: number): Promise<void>;
};

/** The keys of epochs, held in memory for `holdSeconds`. */
export function createEpochKeys(options: { master: Parent; files: EpochFiles; holdSeconds: number }): EpochKeys {
  const { master, files, holdSeconds: seconds } = options;
  const held = createMemory<number, Parent>({ capacity: EPOCHS_HELD, seconds });

  const make = async (epoch: number) =>
    files.write(epoch, await wrap({ name: nameOf(epoch), key: newKey(), parent: master }));

  async function open(store: Pick<Store, 'clock'>, epoch: number): Promise<Parent> {
    const now = store.clock.now();
    const known = held.get(epoch, now);
    if (known) return known;
    const wrapped = await files.read(epoch);
    if (wrapped === undefined) throw gone(epoch);
    const name = nameOf(epoch);
    const opened = await asParent(name, await unwrap({ name, wrapped, parent: master }));
    held.set(epoch, opened, now);
    return opened;
  }

  async function inForce(store: Store) {
    const row = await store.model(Epochs).findOne({ state: 'current' }, { beganAt: 1 }).lean();
    if (!row?.beganAt) throw transient('epoch-not-begun', 'No epoch of keys is in force yet.');
    return { number: row._id, beganAt: row.beganAt };
  }

  /** Migrates a database that held the keys itself: its last epoch goes on. */
  async function takeOutOfDatabase(store: Store): Promise<void> {
    const rows = await store.model(Epochs).find().sort({ _id: 1 }).lean();
    for (const { _id, wrapped } of rows) {
      if (wrapped === undefined) continue;
      await files.write(_id, wrapped);
      const state = _id === rows.at(-1)?._id ? 'current' : 'retiring';
      const set = { $set: { state, beganAt: store.clock.now() }, $unset: { wrapped: 1 } } as const;
      await store.model(Epochs).updateOne({ _id, wrapped }, set);
    }
  }

  return {
    open,
    current: inForce,
    async prepare(store) {
      await takeOutOfDatabase(store);
      const rows = await store.model(Epochs).find({}, { state: 1 }).readConcern('majority').lean();
      const there: number[] = [];
      for (const { _id, state } of rows) {
        // A retiring epoch's key may have been destroyed a moment before its row.
        if (state === 'retiring' && (await files.read(_id)) === undefined) continue;
        await open(store, _id);
        there.push(_id);
      }
      if (rows.length > 0) return there;
      await make(FIRST);
      await open(store, FIRST);
      await insertOnce(store.model(Epochs), [{ _id: FIRST, state: 'current', beganAt: store.clock.now() }]);
      return [FIRST];
    },
    async use(store) {
      const { number } = await inForce(store);
      const used = await store.model(Epochs).updateOne({ _id: number, state: 'current' }, { $inc: { uses: 1 } });
      if (used.matchedCount === 0) throw transient('epoch-changed', 'The epoch of keys changed meanwhile.');
      return number;
    },
    async end(store, number) {
      await make(number + 1);
      await open(store, number + 1);
      await store.transaction(async () => {
        const retired = await store
          .model(Epochs)
          .updateOne({ _id: number, state: 'current' }, { $set: { state: 'retiring' } });
        if (retired.matchedCount === 0) return; // another replica did the same
        await store.model(Epochs).create([{ _id: number + 1, state: 'current', beganAt: store.clock.now() }]);
      });
    },
    async retiring(store) {
      const rows = await store.model(Epochs).find({ state: 'retiring' }, { _id: 1 }).readConcern('majority').lean();
      return rows.map(({ _id }) => _id);
    },
    async oldest(store) {
      const [row] = await store.model(Epochs).find({}, { beganAt: 1 }).sort({ _id: 1 }).limit(1).lean();
      return row?.beganAt;
    },
    async destroy(store, epoch) {
      await files.destroy(epoch);
      held.drop((number) => number === epoch);
      await store.model(Epochs).deleteOne({ _id: epoch, state: 'retiring' });
    },
  };
}
