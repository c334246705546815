import type { Collection } from '@crescendo/chassis/src/store/collection.ts';
import { openStore } from '@crescendo/chassis/src/store/store.ts';

/** A store that also connects on a machine with much else to do: how busy it is must not decide a test. */
export const patientStore = (uri: string, collections: readonly Collection[]) =>
  openStore({ uri, collections, connectTimeoutMs: 60_000 });
