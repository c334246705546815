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

/** What the data map is made of. */
export type Sources = {
  services: readonly Pick<Service, 'name' | 'collections' | 'effects'>[];
  events: readonly { name: string; stream: Stream; schema: z.ZodType }[];
  /** What every service's database has beside its own. */
  shared: readonly Collection[];
};

/** The tag of a field that holds personal data, or a credential. */
export type HeldTag = Extract<Tag, { category: unknown }>;

/** A field that holds personal data, and where. */
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

/** A word of a tag that nothing in words is known of would be a gap in the record: it stops the generator. */
function refuseUnknown(place: string, { category, purpose, basis }: HeldTag): void {
  if (!(category in categoriesInWords)) throw new Error(`${place} has the unknown category ${category}`);
  if (!(purpose in purposesInWords)) throw new Error(`${place} has the unknown purpose ${purpose}`);
  if (!(basis in basesInWords)) throw new Error(`${place} has the unknown basis ${basis}`);
}

/**
 * Every field that holds personal data, in every stored collection, event and effect. Throws when a field has no tag, or
 * one whose category, purpose or basis is not known.
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
