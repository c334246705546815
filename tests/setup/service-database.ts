import type { Collection, ModelOf } from '@crescendo/chassis';
import type { ServiceName } from '@crescendo/contracts';
import mongoose from 'mongoose';
import { inject } from 'vitest';
import { mongooseSchema } from '../../packages/chassis/src/store/schema.ts';

export type ServiceDatabase = { model<C extends Collection>(collection: C): ModelOf<C>; close(): Promise<void> };

/** A service's database in the running system, with the administrator's access and the service's own models. */
export async function serviceDatabase(service: ServiceName): Promise<ServiceDatabase> {
  const uri = inject('system').run.mongodb?.uri;
  if (!uri) throw new Error('the system has no database');
  const connection = await mongoose.createConnection(uri, { dbName: service }).asPromise();
  return {
    model<C extends Collection>({ name, schema }: C) {
      const model: unknown = connection.models[name] ?? connection.model(name, mongooseSchema(schema, name));
      return model as ModelOf<C>; // built from the collection's own schema
    },
    close: () => connection.close(),
  };
}
