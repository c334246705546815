import { join } from 'node:path';
import { overwriteAndRemove, readIfThere, writeNew } from './durable-files.ts';

/**
 * Epoch keys, wrapped under the master key, in a store of which there is no backup: a directory here, shared by the
 * replicas. What is destroyed in it is nowhere else.
 */
export type EpochFiles = {
  read(epoch: number): Promise<string | undefined>;
  /** Durable once it resolves; changes nothing when the epoch has a key. */
  write(epoch: number, wrapped: string): Promise<void>;
  /** Overwritten and removed, for good once it resolves. */
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
