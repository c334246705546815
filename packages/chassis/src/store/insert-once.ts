import mongoose from 'mongoose';
import type { Collection, ModelOf, RowOf } from './collection.ts';

const DUPLICATE_KEY = 11_000;

const isLostRace = (error: unknown): boolean =>
  error instanceof mongoose.mongo.MongoBulkWriteError &&
  [error.writeErrors].flat().every(({ code }) => code === DUPLICATE_KEY);

/**
 * Inserts rows, except those whose `_id` already exists. Of several processes that insert the same row one wins, and
 * afterwards all see its row. Returns when the rows have reached a majority.
 */
export async function insertOnce<C extends Collection>(model: ModelOf<C>, rows: readonly RowOf<C>[]): Promise<void> {
  try {
    await model.insertMany(rows, { ordered: false, throwOnValidationError: true });
  } catch (error) {
    if (!isLostRace(error)) throw error;
  }
}
