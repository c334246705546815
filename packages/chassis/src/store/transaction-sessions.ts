import { opaque, plain } from '@crescendo/contracts';
import mongoose, { type ClientSession, type mongo } from 'mongoose';
import { z } from 'zod';
import { collection, type RowOf } from './collection.ts';

const { UUID } = mongoose.mongo;

const ROWS_STAY_SECONDS = 7 * 86_400;
const NOTED_AGAIN_MS = 86_400_000;

/** Database sessions in which the processes of a service have run transactions. */
export const transactionSessions = collection({
  name: 'transactionSessions',
  schema: z.object({
    /** The session's UUID, in hexadecimal. */
    _id: opaque(z.string()),
    notedAt: plain(z.date()),
  }),
  indexes: [{ fields: { notedAt: 1 }, expireAfterSeconds: ROWS_STAY_SECONDS }],
});

export type TransactionSessions = {
  /** Notes the session of a transaction before its first statement. Costs a write for each new session, so rarely. */
  note(session: ClientSession): Promise<void>;
  /**
   * Ends every transaction that is open. At a start, what killed processes left: until then, or for a minute, they hold
   * the rows they touched and everybody else waits. A transaction of a process that lives is run again by itself.
   * Source: mongodb.com/docs/manual/reference/command/killSessions.
   */
  endAll(): Promise<void>;
};

/** Which sessions are whose: known in the database, so that they outlive their process. */
export function createTransactionSessions(db: mongo.Db, startSession: () => ClientSession): TransactionSessions {
  const noted = new Map<string, number>();
  // The driver's own collection: what is written here must not be part of the transaction under way.
  const rows = db.collection<RowOf<typeof transactionSessions>>(transactionSessions.name);
  const idOf = ({ id }: ClientSession): string | undefined => id?.id.toString('hex');

  return {
    async note(session) {
      const id = idOf(session);
      const now = Date.now();
      if (!id || now - (noted.get(id) ?? 0) < NOTED_AGAIN_MS) return;
      await rows.updateOne({ _id: id }, { $set: { notedAt: new Date(now) } }, { upsert: true });
      noted.set(id, now);
    },
    async endAll() {
      // Held while the command runs, so that it is in no transaction and does not end itself.
      const session = startSession();
      try {
        const own = idOf(session);
        const noted = await rows.find({}, { session }).toArray();
        const others = noted.filter(({ _id }) => _id !== own).map(({ _id }) => ({ id: new UUID(_id) }));
        // To name none would mean all of this user's.
        if (others.length > 0) await db.command({ killSessions: others }, { session });
      } finally {
        await session.endSession();
      }
    },
  };
}
