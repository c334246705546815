import { collection } from '@crescendo/chassis';
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

/** Workspaces that installed the app: one row each. The only place that ties a Slack workspace to a tenant. */
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
     * `revoked`: Slack takes the token no more, until the app is installed again. `ended`: the customer is being erased,
     * and no team leads to it; its token is there for taking the app out of Slack, and for nothing else.
     */
    status: plain(z.enum(['active', 'revoked', 'ended'])),
    /** Grows with every new token, so that news about an old one does not touch the next. */
    version: plain(z.int()),
    /** When the relationship began: what Slack sends from before belongs to an earlier one. */
    installedAt: plain(z.date()),
    renewedAt: plain(z.date()),
    /** When the relationship ended, from when on that has been said; until the app is installed again. */
    terminatedAt: plain(z.date()).optional(),
    /** When it is to be asked of Slack next, by the clock, whether the token lives. */
    checkAt: plain(z.date()),
  }),
  indexes: [{ fields: { team: 1 }, unique: true }, { fields: { tenant: 1 }, unique: true }, { fields: { checkAt: 1 } }],
});
