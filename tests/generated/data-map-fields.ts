import type { Collection, Service } from '@crescendo/chassis';
import {
  basesInWords,
  categoriesInWords,
  fieldsOf,
  purposesInWords,
  type Stream,
  type Tag,
} from '@crescendo/contracts';
import type { z } from 'zod';

/** The sources of the data map. */
export type Sources = {
  services: readonly Pick<Service, 'name' | 'collections' | 'effects'>[];
  events: readonly { name: string; stream: Stream; schema: z.ZodType }[];
  /** The collections that every service's database also has. */
  shared: readonly Collection[];
};

/** The tag of a field that holds personal data, or a credential. */
export type HeldTag = Extract<Tag, { category: unknown }>;

/** A field that holds personal data, with its place. */
export type HeldField = { where: string; kind: 'collection' | 'event' | 'effect'; path: string; tag: HeldTag };

type Place = { where: string; kind: HeldField['kind']; schema: z.ZodType };

function placesOf({ services, events, shared }: Sources): Place[] {
  const own = services.flatMap(({ name, collections }) =>
    collections.map((collection) => ({ owner: `${name}'s`, collection })),
  );
  const everywhere = shared.map((collection) => ({ owner: "every service's", collection }));
  return [
    ...[...own, ...everywhere].map(({ owner, collection: { name, schema } }) => ({
      where: `${owner} \`${name}\``,
      kind: 'collection' as const,
      schema,
    })),
    ...events.map(({ name, schema }) => ({ where: `event \`${name}\``, kind: 'event' as const, schema })),
    ...services.flatMap(({ name, effects }) =>
      effects.map((effect) => ({
        where: `${name}'s effect \`${effect.name}\``,
        kind: 'effect' as const,
        schema: effect.args,
      })),
    ),
  ];
}

/** A tag's word without a description would leave a gap in the record, so it stops the generator. */
function refuseUnknown(place: string, { category, purpose, basis }: HeldTag): void {
  if (!(category in categoriesInWords)) throw new Error(`${place} has the unknown category ${category}`);
  if (!(purpose in purposesInWords)) throw new Error(`${place} has the unknown purpose ${purpose}`);
  if (!(basis in basesInWords)) throw new Error(`${place} has the unknown basis ${basis}`);
}

/**
 * Every field that holds personal data, in every stored collection, event and effect. Throws if a field has no tag, or
 * if its tag's category, purpose or basis is unknown.
 */
export function heldFields(sources: Sources): HeldField[] {
  const held: HeldField[] = [];
  for (const { where, kind, schema } of placesOf(sources))
    for (const { path, tag } of fieldsOf(schema)) {
      if (!tag) throw new Error(`${where}: ${path} has no tag`);
      if (!('category' in tag)) continue;
      refuseUnknown(`${where}: ${path}`, tag);
      held.push({ where, kind, path, tag });
    }
  return held;
}
