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
  /** Stores the session of a transaction before its first statement. Costs one write per new session, so it is rare. */
  note(session: ClientSession): Promise<void>;
  /**
   * Ends every open transaction. At a start this frees the rows that killed processes' transactions still lock, for up
   * to a minute, while everyone else waits. A running process runs its transaction again automatically. Source:
   * mongodb.com/docs/manual/reference/command/killSessions.
   */
  endAll(): Promise<void>;
};

/** Keeps the sessions in the database, so that they are known even after their process dies. */
export function createTransactionSessions(db: mongo.Db, startSession: () => ClientSession): TransactionSessions {
  const noted = new Map<string, number>();
  // The driver's own collection: writes here must not be part of the current transaction.
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
      // The command's own session, in no transaction, so that it does not end itself.
      const session = startSession();
      try {
        const own = idOf(session);
        const noted = await rows.find({}, { session }).toArray();
        const others = noted.filter(({ _id }) => _id !== own).map(({ _id }) => ({ id: new UUID(_id) }));
        // An empty list would mean all sessions of this user.
        if (others.length > 0) await db.command({ killSessions: others }, { session });
      } finally {
        await session.endSession();
      }
    },
  };
}
