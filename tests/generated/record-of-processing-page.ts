import type { Collection } from '@crescendo/chassis';
import {
  basesInWords,
  type Category,
  categories,
  categoriesInWords,
  dataSubjects,
  type Purpose,
  purposes,
  purposesInWords,
  type Recipient,
  type Role,
  recipients,
} from '@crescendo/contracts';
import { type HeldField, heldFields, type Sources } from './data-map-fields.ts';
import { markdownTable } from './markdown-table.ts';

const unique = <T>(all: readonly T[]): T[] => [...new Set(all)];
const linked = (category: Category) => `[${category}](data-map.md#${category})`;

/** In the order of their declaration. */
function categoriesOf(fields: readonly HeldField[]): Category[] {
  const found = new Set(fields.map(({ tag }) => tag.category));
  return categories.filter((category) => found.has(category));
}

const dataOf = (held: readonly Category[]) =>
  held.map((category) => `${linked(category)}: ${categoriesInWords[category].what}`).join('<br>');

function specialOf(fields: readonly HeldField[]): string {
  const special = fields.filter(({ tag }) => tag.class === 'special');
  if (special.length === 0) return 'none';
  const bases = unique(special.map(({ tag }) => basesInWords[tag.basis]));
  return `${categoriesOf(special).map(linked).join(', ')}; ${bases.join('; ')}`;
}

function recipientsOf(held: readonly Category[]): string {
  const inClear = recipients.filter(({ opens }) => opens.some((category) => held.includes(category)));
  return inClear.map(({ name }) => name).join(', ') || 'none';
}

function activity(purpose: Purpose, fields: readonly HeldField[]): string {
  const held = categoriesOf(fields);
  const people = held.flatMap((category) => categoriesInWords[category].people ?? []);
  const rows = [
    ['data subjects', unique(people.map((who) => dataSubjects[who])).join('<br>')],
    ['categories of data', dataOf(held)],
    ['special categories (Art. 9)', specialOf(fields)],
    ['recipients, beside the hosting', recipientsOf(held)],
    ['time limits', unique(fields.map(({ tag }) => `${tag.category}: ${tag.retention}`)).join('<br>')],
  ];
  return `### ${purpose}\n\nTo ${purposesInWords[purpose].what}.\n\n${markdownTable(['', ''], rows)}`;
}

/** The activities in a role: a section for each purpose with data, and a line that names the other purposes. */
function activitiesAs(role: Role, fields: readonly HeldField[]): string[] {
  const byPurpose = Map.groupBy(fields, ({ tag }) => tag.purpose);
  const ours = purposes.filter((purpose) => purposesInWords[purpose].role === role);
  const unused = ours.filter((purpose) => !byPurpose.has(purpose));
  const provided = unused.map((purpose) => `**${purpose}** (to ${purposesInWords[purpose].what})`);
  return [
    ...ours.flatMap((purpose) => {
      const held = byPurpose.get(purpose);
      return held ? [activity(purpose, held)] : [];
    }),
    ...(provided.length > 0 ? [`Provided for, and nothing is processed yet for it: ${provided.join(', ')}.`] : []),
  ];
}

function recipientRow({ name, as, opens, gets }: Recipient, held: ReadonlySet<Category>): string[] {
  const nothingYet = opens.length > 0 && !opens.some((category) => held.has(category));
  return [name, as, nothingYet ? `nothing yet; then: ${gets}` : gets];
}

/** What stays of a collection's rows after a customer is gone, and why. */
function staysRows(owner: string, { name, kept, archived }: Collection): string[][] {
  if (kept !== undefined) return [[`\`${name}\``, owner, 'rows', kept]];
  const fields = archived.map((field) => `\`${field}\``).join(', ');
  return fields ? [[`\`${name}\``, owner, `${fields}, in the archive`, 'contract, audit and law']] : [];
}

/** The record of processing activities (GDPR Art. 30) as a page. Throws if a tag has unknown words. */
export function recordOfProcessing(sources: Sources): string {
  const fields = heldFields(sources);
  const held = new Set(categoriesOf(fields));
  const stays = [
    ...sources.services.flatMap(({ name, collections }) => collections.flatMap((each) => staysRows(name, each))),
    ...sources.shared.flatMap((each) => staysRows('every service', each)),
  ];
  return [
    `# Record of processing activities

GDPR Art. 30. Written by \`npm run generate\` from the tags of the fields; a check keeps it fresh. The
[data map](data-map.md) has every field.`,
    '## What source code cannot know',
    `It belongs into the contract register, beside this page: name and contact of the company, its representative and its
data protection officer; the same of each customer; where an installation is hosted; the safeguards of transfers (Art. 46).`,
    '## On behalf of customers',
    'Art. 30 (2). The customer, usually the employer, is the controller, Crescendo its processor (Art. 28).',
    ...activitiesAs('processor', fields),
    '## As a controller',
    'Art. 30 (1).',
    ...activitiesAs('controller', fields),
    `**Access of staff**: what operators ask for is on record under their name, with the reason (Art. 5 (2), Art. 32). These
records are about our own staff; of customers they have opaque ids only.

**Erasures**: that a person was erased is on record, with its receipt, under our random id of them, for three years (Art. 5 (2)).`,
    '## Recipients',
    markdownTable(
      ['recipient', 'as', 'gets'],
      recipients.map((recipient) => recipientRow(recipient, held)),
    ),
    '## Transfers to third countries',
    `The system makes none by itself: it runs where it is installed. A message goes to the customer's own Slack workspace,
under the customer's own contract with Slack, wherever that keeps its data. Where our own processors are is in the contract
register.`,
    '## Security',
    `Art. 32; [privacy.md](privacy.md) and [leaving.md](leaving.md) have how each works.

- **Sealed** wherever it rests or travels (AES-256-GCM, RFC 7516) and bound to its place; special data is padded.
- **A key for each person and category**, lent for minutes to services whose tags need it; each release is on record.
- **Pseudonyms**: ids are random; the one map to Slack IDs is sealed, in one service.
- **Fence**: a unit of work for a customer or a person who left does nothing, however late it comes.
- **Erasure**: keys are destroyed and rows deleted, counted before and after, signed; an old backup opens nothing of it.
- **Not collected**: names, pictures and profiles do not pass the gateway's allow-list.
- **Staff**: a dead letter's content takes a reason and a second person; special data is never opened.
- **Separation**: each service has a database and a user of its own; calls between services are signed.
- **Tested**: planted marks are searched in raw topics, databases, logs and traces (\`tests/promises\`).`,
    '## What stays when a customer has gone',
    'Nothing personal: a collection that is kept, or a field that is archived, cannot be declared with a personal tag.',
    markdownTable(['collection', 'of', 'what', 'why'], stays),
  ]
    .join('\n\n')
    .concat('\n');
}
