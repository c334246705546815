import { collection, type RowOf } from '@crescendo/chassis';
import { index, installationId, type PersonalTag, personal, plain, secret, tenantId } from '@crescendo/contracts';
import { z } from 'zod';

const credential = (about: string): PersonalTag & { subject: 'tenant' } => ({
  subject: 'tenant',
  category: 'credential',
  purpose: 'operation',
  basis: 'contract',
  retention: 'until the relationship ends, then 48 hours',
  about,
});

/** Workspaces that installed the app, one row each. Only this collection links a Slack workspace to a tenant. */
export const installations = collection({
  name: 'installations',
  schema: z.object({
    _id: installationId,
    tenant: tenantId,
    team: index(credential("The workspace's Slack ID, to find the tenant by")),
    enterprise: index(
      credential("The Slack ID of the workspace's Grid organisation, to know its people by"),
    ).optional(),
    slackTeam: personal(z.string(), credential("The workspace's Slack ID")),
    token: secret(z.string(), credential('The bot token')),
    scopes: plain(z.array(z.string())),
    /**
     * `unreachable`: Slack refuses the token. Nothing is sent, and we ask Slack repeatedly until the token works or the
     * relationship has ended. `gone`: the customer has removed the app, as Slack confirmed; until they install it
     * again. `ended`: the customer is being erased. No team leads to it, and its token only serves to uninstall the
     * app.
     */
    status: plain(z.enum(['active', 'unreachable', 'gone', 'ended'])),
    /** Grows with every new token, so that news about an old token does not affect the next. */
    version: plain(z.int()),
    /** When the relationship began: older events from Slack belong to an earlier one. */
    installedAt: plain(z.date()),
    /** When it was last installed; used to find new installations. */
    renewedAt: plain(z.date()),
    /** Slack refuses the token: since when, how often in a row, and the last code. */
    trouble: plain(z.object({ since: z.date(), tries: z.int(), code: z.string() })).optional(),
    /** `auth.test` says that the token is dead: since when, and how often in a row. */
    dead: plain(z.object({ since: z.date(), answers: z.int() })).optional(),
    /** Slack reported that the app was removed: the time in the first report. */
    toldAt: plain(z.date()).optional(),
    /** When the relationship ended, once we have published that; until the app is installed again. */
    terminatedAt: plain(z.date()).optional(),
    /** When to ask Slack next whether the token works. */
    checkAt: plain(z.date()),
  }),
  indexes: [
    { fields: { team: 1 }, unique: true },
    { fields: { tenant: 1 }, unique: true },
    { fields: { checkAt: 1 } },
    { fields: { status: 1, 'trouble.since': 1 } },
    { fields: { renewedAt: 1 } },
  ],
});
export type Installation = RowOf<typeof installations>;

/** How the fields above change when a token is new, or Slack was wrong about it. */
export const noTrouble = { trouble: 1, dead: 1, toldAt: 1, terminatedAt: 1 } as const;
