import type { Collection } from '@crescendo/chassis/src/store/collection.ts';
import { openStore } from '@crescendo/chassis/src/store/store.ts';

/** Opens a store with time enough to connect on a busy machine: the load must not decide a test. */
export const patientStore = (uri: string, collections: readonly Collection[]) =>
  openStore({ uri, collections, connectTimeoutMs: 60_000 });
