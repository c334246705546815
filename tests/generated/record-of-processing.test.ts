import { collection } from '@crescendo/chassis';
import { catalogue, opaque, type PersonalTag, personal, plain, recipients, tenantId } from '@crescendo/contracts';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { chassisCollections } from '../../packages/chassis/src/chassis-collections.ts';
import { allServices } from '../setup/all-services.ts';
import { heldFields, type Sources } from './data-map-fields.ts';
import { recordOfProcessing } from './record-of-processing-page.ts';

const real: Sources = { services: await allServices(), events: catalogue, shared: chassisCollections };
const contact: PersonalTag = {
  category: 'billing',
  purpose: 'invoicing',
  basis: 'contract',
  retention: 'ten years after the last invoice',
  about: 'Who gets the invoice',
};
const row = { _id: tenantId, tenant: tenantId };

const withCollection = (added: Sources['shared'][number]): Sources => ({
  ...real,
  services: [...real.services, { name: 'billing', collections: [added], effects: [] }],
});
const sectionOf = (page: string, title: string) => page.split(`${title}\n`)[1]?.split(/^#+ /m)[0] ?? '';

test('for every purpose that a tag names there is an activity with its data, time limits and recipients', () => {
  const page = recordOfProcessing(real);
  for (const { tag } of heldFields(real)) {
    const section = sectionOf(page, `### ${tag.purpose}`);
    expect(section).toContain(`[${tag.category}](data-map.md#${tag.category})`);
    expect(section).toContain(`${tag.category}: ${tag.retention}`);
    if (tag.class === 'special') expect(section).toMatch(new RegExp(`Art\\. 9\\) \\|.*${tag.category}`));
  }
  expect(sectionOf(page, '### delivery')).toContain('| recipients, beside the hosting | Slack |');
});

test('what nothing is held for is said to be nothing, until a field is tagged with it', () => {
  expect(sectionOf(recordOfProcessing(real), '## As a controller')).toContain(
    'nothing is processed yet for it: **invoicing**',
  );
  const email = personal(z.string(), { ...contact, subject: 'tenant' });
  const page = recordOfProcessing(
    withCollection(collection({ name: 'contacts', schema: z.object({ ...row, email }) })),
  );
  const section = sectionOf(page, '### invoicing');
  expect(section).toContain("the customer's contacts for the contract and its invoices");
  expect(section).toContain('ten years after the last invoice');
  expect(section).toContain('| recipients, beside the hosting | Stripe, Mail relay |');
});

test('what stays when a customer has gone is named with its reason', () => {
  const why = 'what was agreed';
  const kept = collection({ name: 'agreements', schema: z.object({ _id: opaque(z.string()) }), kept: why });
  expect(recordOfProcessing(withCollection(kept))).toContain(`| \`agreements\` | billing | rows | ${why} |`);
  const archived = collection({
    name: 'orders',
    schema: z.object({ ...row, pairs: plain(z.int()) }),
    archived: ['pairs'],
  });
  expect(recordOfProcessing(withCollection(archived))).toContain(
    '| `orders` | billing | `pairs`, in the archive | contract, audit and law |',
  );
});

test('every category that a call to the outside carries has a recipient who is named to get it', () => {
  const leaving = heldFields(real).filter(({ kind }) => kind === 'effect');
  expect(leaving.length).toBeGreaterThan(0);
  const named = recipients.flatMap(({ opens }) => opens);
  for (const { where, tag } of leaving) expect(named, where).toContain(tag.category);
});
