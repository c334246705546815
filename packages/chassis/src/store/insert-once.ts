import mongoose from 'mongoose';
import type { Collection, ModelOf, RowOf } from './collection.ts';

const DUPLICATE_KEY = 11_000;

const isLostRace = (error: unknown): boolean =>
  error instanceof mongoose.mongo.MongoBulkWriteError &&
  [error.writeErrors].flat().every(({ code }) => code === DUPLICATE_KEY);

/**
 * Inserts rows, except those whose `_id` is there by now: of several that insert the same one wins, and all see its row
 * afterwards. Returns when what is there has reached a majority.
 */
export async function insertOnce<C extends Collection>(model: ModelOf<C>, rows: readonly RowOf<C>[]): Promise<void> {
  try {
    await model.insertMany(rows, { ordered: false, throwOnValidationError: true });
  } catch (error) {
    if (!isLostRace(error)) throw error;
  }
}
