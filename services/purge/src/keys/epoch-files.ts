import { join } from 'node:path';
import { overwriteAndRemove, readIfThere, writeNew } from './durable-files.ts';

/**
 * Epoch keys, wrapped under the master key, in a store without a backup: here a directory that the replicas share. A
 * key destroyed in it exists nowhere else.
 */
export type EpochFiles = {
  read(epoch: number): Promise<string | undefined>;
  /** Stores a key, durably once this resolves. Changes nothing when the epoch already has a key. */
  write(epoch: number, wrapped: string): Promise<void>;
  /** Overwrites and removes a key, durably once this resolves. */
  destroy(epoch: number): Promise<void>;
};

const nameOf = (epoch: number) => `epoch-${String(epoch).padStart(6, '0')}.jwe`;

export const epochDirectory = (dir: string): EpochFiles => ({
  read: (epoch) => readIfThere(join(dir, nameOf(epoch))),
  async write(epoch, wrapped) {
    await writeNew({ dir, name: nameOf(epoch), text: wrapped, mode: 0o600 });
  },
  destroy: (epoch) => overwriteAndRemove(dir, nameOf(epoch)),
});
