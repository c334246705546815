import { collection, effect } from '@crescendo/chassis';
import {
  catalogue,
  index,
  opaque,
  type PersonalTag,
  personal,
  plain,
  secret,
  special,
  streams,
  tenantId,
  userId,
  usersStream,
} from '@crescendo/contracts';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { chassisCollections } from '../../packages/chassis/src/chassis-collections.ts';
import { allServices } from '../setup/all-services.ts';
import { heldFields, type Sources } from './data-map-fields.ts';
import { dataMap } from './data-map-page.ts';

const real: Sources = { services: await allServices(), events: catalogue, shared: chassisCollections };

const told = (about: string): PersonalTag => ({
  category: 'profile',
  purpose: 'learning',
  basis: 'explicit-consent',
  retention: 'until midnight',
  about,
});
const row = { _id: opaque(z.string()), tenant: tenantId, user: userId };
const indexes = [{ fields: { tenant: 1, user: 1 } }] as const;

/** The real system, with one more collection. */
function withShoes(fields: z.ZodRawShape): Sources {
  // Sets the schema afterwards, because `collection` itself refuses a field without a tag.
  const shoes = {
    ...collection({ name: 'shoes', schema: z.object(row), indexes }),
    schema: z.object({ ...row, ...fields }),
  };
  return { ...real, services: [...real.services, { name: 'support', collections: [shoes], effects: [] }] };
}

test('a new field of any class is on the page with all that its tag says, and in the section of its category', () => {
  const page = dataMap({
    ...withShoes({
      size: personal(z.number(), told('How big the shoes are')),
      gait: special(z.string(), told('How they walk')),
      lock: secret(z.string(), { ...told('What opens the box'), subject: 'tenant' }),
      sizeIndex: index(told('The size, to find pairs by')),
      laces: plain(z.boolean()),
    }),
    streams,
  });
  const [, section = ''] = page.split('### profile\n');
  const [profile = ''] = section.split('### ');
  expect(profile).toContain('Purpose **learning**, basis **explicit-consent**. Kept until midnight.');
  for (const line of [
    "| `size` | support's `shoes` | How big the shoes are | sealed | the person |",
    "| `gait` | support's `shoes` | How they walk | sealed, special | the person |",
    "| `lock` | support's `shoes` | What opens the box | sealed, secret | the customer |",
    "| `sizeIndex` | support's `shoes` | The size, to find pairs by | keyed hash | – |",
  ])
    expect(profile).toContain(line);
  expect(page).toContain('| `shoes` | support | a person | `laces` | with the person |');
});

test('of each collection it is said when its rows go, or why they stay', () => {
  const _id = opaque(z.string());
  const at = plain(z.date());
  const shared = [
    collection({ name: 'lasts', schema: z.object({ _id }) }),
    collection({ name: 'moulds', schema: z.object({ _id, tenant: tenantId }), kept: 'they fit everyone' }),
    collection({ name: 'orders', schema: z.object({ _id, tenant: tenantId, at }), indexes, archived: ['at'] }),
    collection({
      name: 'visits',
      schema: z.object({ ...row, at }),
      indexes: [...indexes, { fields: { at: 1 }, expireAfterSeconds: 7 * 86_400 }],
    }),
  ];
  const page = dataMap({ services: [], events: [], shared, streams: [] });
  for (const line of [
    '| `lasts` | every service | nobody | – | with nobody |',
    '| `moulds` | every service | a customer | – | stay: they fit everyone |',
    '| `orders` | every service | a customer | `at` | with the customer (archived: `at`) |',
    '| `visits` | every service | a person | `at` | 7 days after `at`, or with the person |',
  ])
    expect(page).toContain(line);
});

test('events and the arguments of effects are looked through as collections are', () => {
  const schema = z.object({ walk: z.object({ steps: personal(z.number(), told('How far they walked')) }) });
  const walking = effect({ name: 'go-walking', args: schema, whenUnknown: () => 'give-up', perform: async () => {} });
  const fields = heldFields({
    services: [{ name: 'support', collections: [], effects: [walking] }],
    events: [{ name: 'walk-taken', stream: usersStream, schema }],
    shared: [
      collection({ name: 'walks', schema: z.object({ ...row, steps: schema.shape.walk.shape.steps }), indexes }),
    ],
  });
  expect(fields.map(({ where, kind, path }) => [kind, where, path])).toEqual([
    ['collection', "every service's `walks`", 'steps'],
    ['event', 'event `walk-taken`', 'walk.steps'],
    ['effect', "support's effect `go-walking`", 'walk.steps'],
  ]);
});

test('a field without a tag, or with a purpose, category or basis that nothing is known of, stops the generator', () => {
  expect(() => heldFields(withShoes({ size: z.number() }))).toThrow("support's `shoes`: size has no tag");
  for (const [what, word] of [
    ['purpose', 'curiosity'],
    ['category', 'shoes'],
    ['basis', 'habit'],
  ] as const) {
    const tag: PersonalTag = Object.assign(told('How big the shoes are'), { [what]: word });
    expect(() => heldFields(withShoes({ size: personal(z.number(), tag) }))).toThrow(
      `support's \`shoes\`: size has the unknown ${what} ${word}`,
    );
  }
});

test('nothing special rests on less than consent', () => {
  const resting = heldFields(real).filter(({ tag }) => tag.class === 'special');
  expect(resting.length).toBeGreaterThan(0);
  for (const { where, path, tag } of resting) expect(tag.basis, `${where} ${path}`).toMatch(/^(explicit-)?consent$/);
});
