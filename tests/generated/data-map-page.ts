import {
  basesInWords,
  type Category,
  categories,
  categoriesInWords,
  grants,
  purposesInWords,
  type Stream,
  services,
  subjectsInWords,
} from '@crescendo/contracts';
import { collectionsTable } from './data-map-collections.ts';
import { type HeldField, type HeldTag, heldFields, type Sources } from './data-map-fields.ts';
import { markdownTable } from './markdown-table.ts';

const DAY_MS = 86_400_000;

const heldAs: Record<HeldTag['class'], string> = {
  personal: 'sealed',
  special: 'sealed, special',
  secret: 'sealed, secret',
  index: 'keyed hash',
};
const keyOf = ({ class: held, subject }: HeldTag) => (held === 'index' ? '–' : subjectsInWords[subject]);

const fieldRow = ({ where, path, tag }: HeldField) => [`\`${path}\``, where, tag.about, heldAs[tag.class], keyOf(tag)];

const termsOf = ({ purpose, basis, retention }: HeldTag) =>
  `Purpose **${purpose}**, basis **${basis}**. Kept ${retention}.`;

function categorySection(category: Category, fields: readonly HeldField[]): string {
  const { what } = categoriesInWords[category];
  const head = ['field', 'where', 'what it is', 'held', 'sealed under the key of'];
  const groups = Map.groupBy(fields, ({ tag }) => termsOf(tag));
  return [
    `### ${category}`,
    `${what[0]?.toUpperCase()}${what.slice(1)}.`,
    ...[...groups].flatMap(([terms, held]) => [terms, markdownTable(head, held.map(fieldRow))]),
  ].join('\n\n');
}

const grantRow = (category: Category) => [
  category,
  ...services.map((service) => grants[service][category]?.join(', ') ?? ''),
];

const streamRow = ({ topic, keyedBy, retention }: Stream) => [
  `\`${topic}\``,
  keyedBy === 'slack-user' ? 'a keyed hash of the Slack ID, which is personal' : `our own id of the ${keyedBy}`,
  `${retention / DAY_MS} days`,
];

/** The data map as a page for people. Throws if a field has no tag, or if its tag has unknown words. */
export function dataMap(sources: Sources & { streams: readonly Stream[] }): string {
  const fields = heldFields(sources);
  const byCategory = Map.groupBy(fields, ({ tag }) => tag.category);
  const used = categories.filter((category) => byCategory.has(category));
  const unused = categories
    .filter((category) => !byCategory.has(category))
    .map((category) => `**${category}** (${categoriesInWords[category].what})`);
  return [
    `# Data map

Every field that holds personal data, wherever it rests or travels. Written by \`npm run generate\` from the tags of the
fields themselves; a check keeps it fresh, and a field without a tag cannot be declared. [Privacy](privacy.md) says how
sealing and keys work, the [record of processing](record-of-processing.md) is what GDPR Art. 30 asks for.`,
    '## Who may open what',
    "The key service releases a category's keys to these services, for these purposes, and to no others.",
    markdownTable(['category', ...services], used.map(grantRow)),
    ...(unused.length > 0 ? [`Provided for, and nothing is held of it yet: ${unused.join(', ')}.`] : []),
    '## What is held, by category',
    ...used.map((category) => categorySection(category, byCategory.get(category) ?? [])),
    '## The words',
    markdownTable(
      ['purpose', 'to'],
      Object.entries(purposesInWords).map(([purpose, { what }]) => [`**${purpose}**`, what]),
    ),
    markdownTable(
      ['legal basis', 'meaning'],
      Object.entries(basesInWords).map(([basis, meaning]) => [`**${basis}**`, meaning]),
    ),
    `*Sealed*: encrypted wherever it rests or travels. *Special*: under GDPR Art. 9, or it can reveal what is; padded too.
*Keyed hash*: finds a row by a value that is not stored; personal, and goes with its row.`,
    '## Where it rests',
    `Every collection of every database. Rows about a person bear our own random id of them, a pseudonym (GDPR Art. 4 (5)):
what is in clear beside it is about them too, and goes with the row. \`args\` of \`ledger\` are an effect's
arguments, \`value\` of \`outbox\` and \`deadLetters\` an event's data: their personal fields are sealed there too.`,
    collectionsTable(sources),
    '## Where it travels',
    'Events with their fields, who sends and who gets them: [events.md](events.md).',
    markdownTable(['topic', 'records are keyed by', 'records stay'], sources.streams.map(streamRow)),
  ]
    .join('\n\n')
    .concat('\n');
}
