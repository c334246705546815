import { collection, insertOnce, type ServiceContext } from '@crescendo/chassis';
import { opaque, permanent, plain } from '@crescendo/contracts';
import { z } from 'zod';
import { asParent, newKey, type Parent, unwrap, wrap } from './wrapping.ts';

/** Epoch keys, wrapped under the master key. A tenant's key is wrapped under the epoch it was made in. */
export const Epochs = collection({
  name: 'epochs',
  schema: z.object({ _id: plain(z.int().positive()), wrapped: opaque(z.string()) }),
});

const FIRST = 1;
const nameOf = (epoch: number) => `epoch/${epoch}`;
type Store = Pick<ServiceContext, 'model'>;

/** The number of the epoch in force; the first one begins with the first question. */
export async function currentEpoch(store: Store, master: Parent): Promise<number> {
  const epochs = store.model(Epochs);
  const latest = () => epochs.findOne({}, { _id: 1 }).sort({ _id: -1 }).readConcern('majority').lean();
  const found = await latest();
  if (found) return found._id;
  const wrapped = await wrap({ name: nameOf(FIRST), key: newKey(), parent: master });
  await insertOnce(epochs, [{ _id: FIRST, wrapped }]);
  return (await latest())?._id ?? FIRST;
}

/** An epoch's key. Throws Failure: `epoch-gone`, or `wrapped-key-broken` when the master key is not the one it had. */
export async function openEpoch(store: Store, master: Parent, epoch: number): Promise<Parent> {
  const row = await store.model(Epochs).findOne({ _id: epoch }).readConcern('majority').lean();
  if (!row) throw permanent('epoch-gone', `The key of epoch ${epoch} was destroyed.`);
  const name = nameOf(epoch);
  return asParent(name, await unwrap({ name, wrapped: row.wrapped, parent: master }));
}
