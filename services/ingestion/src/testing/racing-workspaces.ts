import { AsyncLocalStorage } from 'node:async_hooks';
import {
  newId,
  type SlackTraffic,
  slackActions,
  slackReceived,
  tenantInstalled,
  userRemoved,
  userSynced,
} from '@crescendo/contracts';
import { domainEventTypes } from '../domain-events.ts';
import { memberChanged } from '../member-changed.ts';
import { people } from '../people.ts';
import { personActed } from '../person-acted.ts';
import { rosterSyncs } from '../roster-syncs.ts';
import { installedWorkspace, member, updated } from './installed-workspace.ts';

export const outsideOfTransactions = AsyncLocalStorage.snapshot();

const slackUser = 'U1';
const act = { kind: 'action', slackUser, action: slackActions.start } as const;
const news = { id: slackUser, deactivated: false, bot: false, guest: false, updated };
const publishes = [...domainEventTypes, userSynced, userRemoved];

/**
 * The ways in which a person becomes known, which several processes may run at once: a click, an event about them, a
 * page of the roster.
 */
export type Deeds = Record<'click' | 'joined' | 'page', () => Promise<unknown>>;

/**
 * For tests: workspaces of two unknown people, one after another, and the results for all of them. In each, the next
 * step is to read the first page of the roster, which has both people.
 */
export async function racingWorkspaces() {
  const service = await installedWorkspace([member(slackUser), member('U2')]);
  const { context, deliver, keyring, keyIds, published, performed, unit, sync } = service;
  await sync(); // nothing more is due for the first workspace
  const standsAt = (tenant: string) => context.model(rosterSyncs).findOne({ _id: tenant, tenant }).lean();

  async function newWorkspace() {
    const tenant = newId('tenant');
    await deliver(tenantInstalled, { tenant, data: { scopes: [] } });
    await unit(); // the roster sync begins
    const [slackIndex = ''] = await keyring.hash(tenant, [slackUser]);
    const page = () => unit();
    const deeds: Deeds = {
      click: () => context.transact({ tenant, publishes }, (tx) => personActed(tx, { slackIndex, act })),
      joined: () => context.transact({ tenant, publishes }, (tx) => memberChanged(tx, { slackIndex, member: news })),
      page,
    };
    const receive = (traffic: SlackTraffic) => deliver(slackReceived, { tenant, key: slackIndex, data: { traffic } });
    const delivered: Deeds = {
      click: () => receive(act),
      joined: () => receive({ kind: 'member-changed', slackUser, member: news }),
      page,
    };
    return {
      deeds,
      /** The same deeds as events that a consumer handles and retries. */
      delivered,
      /** Reads the roster to its end. */
      async finish() {
        for (let sync = await standsAt(tenant); sync && sync.counted === 0; sync = await standsAt(tenant))
          await unit(context, sync.dueAt);
      },
    };
  }

  return {
    newWorkspace,
    beforeWrites: service.beforeWrites,
    /** The owners of all rows, keys, events and effects. */
    async ids() {
      const rows = await context.model(people).find({}).lean();
      const events = (await published()).flatMap(({ user }) => user ?? []);
      const effects = (await performed()).map(({ key }) => key);
      const keys = keyIds().map((id) => id.split('/')[0] ?? '');
      const sorted = (ids: readonly string[]) => [...new Set(ids)].sort();
      return {
        people: rows.map(({ _id }) => _id).sort(),
        whole: rows.filter(({ stub, slackUser: sealed }) => !stub && sealed !== undefined).length,
        keys: sorted(keys.filter((id) => id.startsWith('usr_'))),
        events: sorted([...events, ...effects]),
      };
    },
  };
}
