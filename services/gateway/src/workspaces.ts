import { createHmac } from 'node:crypto';
import { deadline, type ServiceContext } from '@crescendo/chassis';
import { permanent } from '@crescendo/contracts';
import type { Home } from './edge/slack/belongs-to.ts';
import { installations } from './installations.ts';

/** A workspace as the edge knows it. */
export type Workspace = { tenant: string; installedAt: Date };

export type Workspaces = {
  /** The keyed hash of the Slack ID of a workspace or a Grid organisation: HMAC-SHA256, base64url. */
  hash(id: string): string;
  /** The tenant of a workspace; undefined when it has not installed the app. Throws when nobody can know. */
  find(service: ServiceContext, team: string): Promise<Workspace | undefined>;
  /** The workspace of a tenant, for asking who belongs to it. Throws `not-installed` when there is none. */
  homeOf(service: ServiceContext, tenant: string): Promise<Home>;
  /** The tenants of all installations, active or not, except those being erased. Caches what it finds. */
  all(service: ServiceContext): Promise<string[]>;
  /** The same for workspaces installed, or installed again, since then. */
  installedSince(service: ServiceContext, since: Date): Promise<string[]>;
  /** Drops a tenant from the cache, so it is looked up again. */
  forget(tenant: string): void;
};

/** How soon every replica forgets a customer being erased. */
const FRESH_MS = 2_000;
/** How long a click waits for a fresh look-up of its workspace. */
const PATIENCE_MS = 250;
/** If the look-up fails, the cached answer counts, and the next try comes after this. */
const ASK_AGAIN_MS = 5_000;

/**
 * Which tenant a Slack workspace is. Answers from memory for two seconds. When the database is away or slow, it gives
 * the last known answer, so that a click still gets into the stream in time.
 *
 * @param key 32 bytes in base64url
 * @param now a clock in milliseconds that never goes back
 */
export function createWorkspaces(key: string, now: () => number = () => performance.now()): Workspaces {
  const secret = Buffer.from(key, 'base64url');
  const known = new Map<string, { workspace: Workspace; readAt: number }>();
  const hash = (id: string) => createHmac('sha256', secret).update(id).digest('base64url');
  const remember = (team: string, workspace: Workspace) => known.set(team, { workspace, readAt: now() });

  async function read(service: ServiceContext, team: string): Promise<Workspace | undefined> {
    const row = await service.model(installations).findOne({ team }, { tenant: 1, installedAt: 1 }).lean();
    known.delete(team);
    if (!row) return undefined;
    const workspace = { tenant: row.tenant, installedAt: row.installedAt };
    remember(team, workspace);
    return workspace;
  }

  async function list(service: ServiceContext, which: { renewedAt?: { $gte: Date } }): Promise<string[]> {
    const there = { ...which, status: { $in: ['active' as const, 'unreachable' as const, 'gone' as const] } };
    const rows = await service.model(installations).find(there, { tenant: 1, team: 1, installedAt: 1 }).lean();
    for (const { team, tenant, installedAt } of rows) remember(team, { tenant, installedAt });
    return rows.map(({ tenant }) => tenant);
  }

  return {
    hash,
    async find(service, slackTeam) {
      const team = hash(slackTeam);
      const before = known.get(team);
      if (before && now() - before.readAt < FRESH_MS) return before.workspace;
      const reading = read(service, team);
      if (!before) return await reading;
      try {
        return await deadline(service.clock, PATIENCE_MS).within(reading);
      } catch (error) {
        const { workspace } = before;
        service.log.warn({ err: error, tenant: workspace.tenant }, 'a workspace is taken as it was last known');
        known.set(team, { workspace, readAt: now() - FRESH_MS + ASK_AGAIN_MS });
        return workspace;
      }
    },
    async homeOf(service, tenant) {
      const row = await service.model(installations).findOne({ tenant }, { team: 1, enterprise: 1 }).lean();
      if (!row) throw permanent('not-installed', 'The workspace has not installed the app.');
      const { team, enterprise } = row;
      return { isTeam: (id) => hash(id) === team, isEnterprise: (id) => hash(id) === enterprise };
    },
    all: (service) => list(service, {}),
    installedSince: (service, since) => list(service, { renewedAt: { $gte: since } }),
    forget(tenant) {
      for (const [team, { workspace }] of known) if (workspace.tenant === tenant) known.delete(team);
    },
  };
}
