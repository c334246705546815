import { catalogue, type EventType, fieldsOf, type Stream, streams, type Tag } from '@crescendo/contracts';
import { allServices } from '../setup/all-services.ts';

const keys = { 'slack-user': 'keyed hash of the Slack user', tenant: 'tenant', user: 'user' } as const;

function fieldText({ path, tag, optional }: { path: string; tag: Tag | undefined; optional: boolean }): string {
  const what = tag && 'clear' in tag ? `**${tag.class}** (${tag.category})` : (tag?.class ?? 'untagged');
  return `\`${path}\`${optional ? '?' : ''} ${what}`;
}

function eventRow(event: EventType, consumers: readonly string[]): string {
  const fields = fieldsOf(event.schema).map(fieldText).join('<br>') || '–';
  return `| \`${event.name}\` | ${event.summary} | ${event.producers.join(', ')} | ${consumers.join(', ')} | ${fields} |`;
}

function streamSection(stream: Stream, consumersOf: (event: EventType) => string[]): string {
  const events = catalogue.filter((event) => event.stream.name === stream.name);
  return [
    `## \`${stream.topic}\``,
    '',
    `Keyed by ${keys[stream.keyedBy]}; ${stream.partitions.production} partitions in production, ${stream.partitions.embedded} on a developer's machine; records stay ${stream.retention / 86_400_000} days.`,
    '',
    '| event | what happened | from | to | fields |',
    '| --- | --- | --- | --- | --- |',
    ...events.map((event) => eventRow(event, consumersOf(event))),
    '',
  ].join('\n');
}

/** The events for people: `docs/events.md`, from the catalogue and the services' declarations. */
export default async function events() {
  const services = await allServices();
  const consumersOf = (event: EventType) =>
    services
      .filter(({ handlers }) => handlers.some(({ types }) => types.some(({ name }) => name === event.name)))
      .map(({ name }) => name);
  const head = `# Events

Written by \`npm run generate\` from the catalogue in \`packages/contracts\` and from what each service declares; a check
keeps it fresh. For tools the same is in [asyncapi.json](asyncapi.json).

One Kafka topic per stream. Records are CloudEvents 1.0.2 in binary content mode: attributes in headers (\`ce_id\`,
\`ce_type\`, \`ce_source\`, \`ce_time\`, \`ce_subject\` for the user, \`ce_tenant\`, \`ce_traceparent\`, and where an
event caused it \`ce_cause\` and \`ce_sequence\`), the data as JSON in the value. Order holds per producer, stream and
key. Fields in **bold** are personal and travel sealed (JWE); their
category says which key opens them. A schema changes only by addition: new events and new optional fields. What is there
is held against \`packages/contracts/baseline.json\`, which only \`npm run accept-events\` moves.
`;
  const sections = streams.map((stream) => streamSection(stream, consumersOf));
  return [{ path: 'docs/events.md', content: [head, ...sections].join('\n') }];
}
