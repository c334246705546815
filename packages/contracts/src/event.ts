import type { z } from 'zod';
import type { ServiceName } from './services.ts';
import type { Stream } from './streams.ts';
import { type Sealed, untaggedFields } from './tags.ts';

/** A kind of event: a value, so that its uses can be found and it determines a handler's types. */
export type EventType<N extends string = string, D = unknown> = {
  name: N;
  /** One sentence: what happened. */
  summary: string;
  stream: Stream;
  producers: readonly ServiceName[];
  /**
   * Its consequences cannot be undone, so its producer signs it, and consumers check that the signer is one of
   * `producers`.
   */
  signed: boolean;
  schema: z.ZodType<D>;
};

/** What an event carries on the wire: personal fields sealed. */
export type DataOf<E> = E extends EventType<string, infer D> ? D : never;

/** Names of the sealed fields. */
export type SealedKey<D> = { [K in keyof D]-?: NonNullable<D[K]> extends Sealed<unknown> ? K : never }[keyof D];

type Open<T> = T extends Sealed<infer C> ? C : T;

/** The data with the named sealed fields opened. */
export type Opened<D, K> = { [P in keyof D]: P extends K ? Open<D[P]> : D[P] };

/** The data from a producer, all in clear; publishing seals it. */
export type Clear<D> = Opened<D, SealedKey<D>>;

const MAX_NAME = 40;

/** Declares an event type. Throws when a field has no tag: nothing personal can travel unnoticed. */
export function defineEvent<const N extends string, Shape extends z.ZodRawShape>(event: {
  name: N;
  summary: string;
  stream: Stream;
  producers: readonly ServiceName[];
  signed?: boolean;
  data: z.ZodObject<Shape>;
}): EventType<N, z.output<z.ZodObject<Shape>>> {
  const { data, signed = false, ...rest } = event;
  if (!/^[a-z]+(-[a-z]+)+$/.test(event.name) || event.name.length > MAX_NAME)
    throw new Error(`event name ${event.name} must be kebab-case with a subject and a past participle`);
  const untagged = untaggedFields(data);
  if (untagged.length > 0) throw new Error(`event ${event.name} has untagged fields: ${untagged.join(', ')}`);
  return { ...rest, signed, schema: data };
}

/** CloudEvents type attribute of an event, e.g. `com.crescendo.answer-given`. */
export const cloudEventType = (name: string): string => `com.crescendo.${name}`;
