import { catalogue, cloudEventType, fieldsOf, streams } from '@crescendo/contracts';
import { readTopics } from '@crescendo/scan';
import { beforeAll, expect, inject, test } from 'vitest';
import { chassisCollections } from '../../packages/chassis/src/chassis-collections.ts';
import { people } from '../../services/ingestion/src/people.ts';
import { allServices } from '../setup/all-services.ts';
import { leave } from '../setup/leave.ts';
import { settled } from '../setup/settled.ts';
import { everythingStored, rowsOf, tenantOf } from '../setup/stored.ts';
import { installedWorkspace } from '../setup/workspace.ts';

const services = await allServices();
const declared = services.flatMap(({ name, collections }) =>
  [...collections, ...chassisCollections].map((collection) => ({ service: name, collection })),
);
const robinInSlack = {
  realName: 'Robin Example',
  kind: 'guest',
  displayName: 'Robin',
  title: 'Writer',
  pronouns: 'they/them',
  email: 'robin@example.org',
  timeZone: 'Europe/Lisbon',
  locale: 'pt-PT',
} as const;

let tenant: string;
let slackUser: string | undefined;

beforeAll(async () => {
  const left = installedWorkspace().then(leave); // so that there are also control events
  const { detail, learner } = await installedWorkspace([{ realName: 'Alex Owner', kind: 'owner' }, robinInSlack]);
  const robin = learner(1);
  const lesson = await robin.start();
  await robin.answer(lesson, 'right');
  await robin.rate(lesson, 'helpful');
  await robin.comment(lesson, 'Worth the two minutes.');
  await robin.stop();
  await left;
  await settled();
  tenant = await tenantOf(detail.id);
  slackUser = detail.people[1]?.id;
});

test('all that is stored is declared, field by field, and what is personal is sealed', async () => {
  const ours = (await everythingStored()).filter(({ database, collection }) =>
    services.some(({ name }) => name === database && collection !== '(declared)'),
  );
  expect(ours.length).toBeGreaterThan(0);
  for (const { database, collection, document } of ours) {
    const place = `${database}.${collection}/${document._id}`;
    const schema = declared.find((each) => each.service === database && each.collection.name === collection)?.collection
      .schema;
    // A sealed field accepts only a sealed value, and parsing drops fields that the schema does not have.
    expect(schema?.parse(document), place).toEqual(document);
  }
});

test('all that travels is an event as the catalogue declares it, personal fields sealed', async () => {
  const brokers = inject('system').run.kafka?.brokers ?? '';
  const topics = streams.map(({ topic }) => topic);
  const records = await readTopics(brokers, topics);
  expect(new Set(records.map(({ topic }) => topic))).toEqual(new Set(topics));
  for (const { topic, partition, message } of records) {
    const type = catalogue.find(({ name }) => cloudEventType(name) === String(message.headers?.ce_type));
    const data: unknown = JSON.parse(String(message.value));
    expect(type?.schema.parse(data), `${topic}/${partition}/${message.offset}`).toEqual(data);
  }
});

test('of a person in Slack it keeps ID, e-mail, time zone, locale, account flags and message places, and nothing else', () => {
  const fields = declared.flatMap(({ service, collection }) =>
    fieldsOf(collection.schema).flatMap(({ path, tag }) =>
      tag && 'clear' in tag && tag.subject === 'user' ? [`${tag.category}: ${service} ${collection.name}.${path}`] : [],
    ),
  );
  expect(fields.sort()).toEqual([
    'feedback: personalization assignments.comment',
    'feedback: personalization assignments.rating',
    'identity: ingestion people.email',
    'identity: ingestion people.flags',
    'identity: ingestion people.locale',
    'identity: ingestion people.slackUser',
    'identity: ingestion people.timezone',
    'identity: personalization assignments.place',
    'identity: personalization learners.locale',
    'identity: personalization learners.timezone',
    'learning: ingestion lastActs.act',
    'learning: personalization assignments.answer',
    'learning: personalization assignments.decision',
    'learning: personalization assignments.lesson',
    'learning: personalization learners.mode',
  ]);
});

test('what it keeps of somebody in Slack is just that', async () => {
  const open = ['slackUser', 'email', 'timezone', 'locale', 'flags'] as const;
  const rows = await rowsOf('ingestion', people, { tenant, open });
  expect(rows.find((row) => row.slackUser === slackUser)).toEqual({
    _id: expect.stringMatching(/^usr_/),
    user: expect.stringMatching(/^usr_/),
    tenant,
    slackIndex: expect.any(String),
    slackUser,
    email: robinInSlack.email,
    timezone: robinInSlack.timeZone,
    locale: robinInSlack.locale,
    flags: { guest: true },
    status: 'active',
    stub: false,
    version: expect.any(Number),
    seen: expect.any(String),
    listed: expect.any(String),
  });
});
