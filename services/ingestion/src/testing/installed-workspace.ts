import type { ServiceContext } from '@crescendo/chassis';
import { runOf, testService } from '@crescendo/chassis-testing';
import { type EventType, newId, tenantInstalled } from '@crescendo/contracts';
import { people } from '../people.ts';
import { rosterSyncs } from '../roster-syncs.ts';
import { ingestion } from '../service.ts';
import { type StandInMember, slackProxyStandIn } from './slack-proxy-stand-in.ts';

/** When the workspaces of these tests install the app. */
export const start = new Date('2026-03-02T09:00:00Z');
export const DAY = 86_400_000;
export const after = (ms: number) => new Date(start.getTime() + ms);
/** When Slack last changed their members, in seconds. */
export const updated = start.getTime() / 1000 - 1_000;

export const member = (id: string, rest: Partial<StandInMember> = {}): StandInMember => ({
  id,
  updated,
  tz: 'Europe/Zurich',
  locale: 'de-CH',
  profile: { email: `${id.toLowerCase()}@crescendo.example` },
  ...rest,
});

export const sixPeople = () => ['U1', 'U2', 'U3', 'U4', 'U5', 'U6'].map((id) => member(id));

/** For tests: a workspace with these members that just installed the app. Its roster is read in pages of two. */
export async function installedWorkspace(members: StandInMember[]) {
  const slack = await slackProxyStandIn(members);
  const definition = ingestion({ GATEWAY_URL: slack.url, ROSTER_PAGE_SIZE: 2 });
  const service = await testService(definition, { now: start });
  const tenant = newId('tenant');
  await service.deliver(tenantInstalled, { tenant, data: { scopes: [] } });
  const job = definition.jobs.find(({ name }) => name === 'sync-rosters');
  if (!job) throw new Error('ingestion has no job sync-rosters');

  const known = async () => {
    const rows = await service.context.model(people).find({ tenant }).lean();
    const fields = ['slackUser', 'email', 'timezone', 'locale', 'flags'] as const;
    const opened = await service.context.open(people, rows, fields);
    return opened.sort((one, other) => String(one.slackUser).localeCompare(String(other.slackUser)));
  };
  return {
    ...service,
    slack,
    tenant,
    known,
    sync: () => service.runJob('sync-rosters'),
    /** Runs one unit of work, as in a process that dies after it. */
    unit: (context: ServiceContext = service.context, now = start) => runOf(job, context)(now),
    standsAt: () => service.context.model(rosterSyncs).findOne({ _id: tenant, tenant }).lean(),
    events: async (type: EventType) => (await service.published()).filter((event) => event.type === type.name),
    userOf: async (slackUser: string) => (await known()).find((person) => person.slackUser === slackUser)?.user,
  };
}
