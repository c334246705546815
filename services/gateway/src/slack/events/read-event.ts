import { z } from 'zod';
import { belongsTo, type Home, homeOf } from '../belongs-to.ts';
import { ignored, malformed, type Received } from '../received.ts';
import { deliveryId, slackId } from '../shapes.ts';
import { memberOf, slackUserShape } from '../user.ts';

const typed = z.looseObject({ type: z.string() });
const challenge = z.object({ challenge: z.string().max(200) });

const envelope = z.object({
  type: z.literal('event_callback'),
  team_id: slackId,
  enterprise_id: slackId.nullish().catch(undefined),
  event_id: deliveryId,
  event_time: z.int().nonnegative(),
  event: typed,
});
type Envelope = z.infer<typeof envelope>;

/** The address of an app's events is confirmed once: Slack asks for its challenge back. */
export type Challenge = { kind: 'challenge'; challenge: string };

type From = Pick<Received & { kind: 'traffic' }, 'team' | 'delivery'> & { at: Date };
type Reader = (event: unknown, from: From, home: Home) => Received;

function shaped<S extends z.ZodType>(shape: S, read: (event: z.output<S>, from: From, home: Home) => Received): Reader {
  return (event, from, home) => {
    const parsed = shape.safeParse(event);
    if (!parsed.success) throw malformed();
    return read(parsed.data, from, home);
  };
}

const homeOpened = shaped(z.object({ user: slackId, tab: z.string() }), ({ user, tab }, from) =>
  tab === 'home'
    ? { kind: 'traffic', ...from, traffic: { kind: 'home-opened', slackUser: user } }
    : ignored('other-tab-opened'),
);

const memberChanged = shaped(z.object({ user: slackUserShape }), ({ user }, from, home) =>
  belongsTo(user, home)
    ? { kind: 'traffic', ...from, traffic: { kind: 'member-changed', slackUser: user.id, member: memberOf(user) } }
    : ignored('stranger-changed'),
);

const revocations = z.object({ tokens: z.object({ bot: z.array(z.unknown()).optional() }) });
const tokensRevoked = shaped(revocations, ({ tokens }, { team, at }) =>
  tokens.bot?.length ? { kind: 'loss', team, at } : ignored('user-token-revoked'),
);

const appUninstalled = shaped(z.object({}), (_event, { team, at }) => ({ kind: 'loss', team, at }));

const readers: Record<string, Reader> = {
  app_home_opened: homeOpened,
  team_join: memberChanged,
  user_change: memberChanged,
  tokens_revoked: tokensRevoked,
  app_uninstalled: appUninstalled,
};

const readerOf = (type: string): Reader | undefined => (Object.hasOwn(readers, type) ? readers[type] : undefined);

function readCallback({ team_id: team, enterprise_id: enterprise, event_id, event_time, event }: Envelope): Received {
  const read = readerOf(event.type);
  if (!read) return ignored('unknown-event-type');
  const from = { team, delivery: event_id, at: new Date(event_time * 1000) };
  return read(event, from, homeOf({ team, enterprise }));
}

/**
 * Reads a request of Slack's Events API. Throws `malformed-body`.
 * Source: docs.slack.dev/apis/events-api.
 */
export function readEvent(body: unknown): Received | Challenge {
  const outer = typed.safeParse(body);
  if (!outer.success) throw malformed();
  const { type } = outer.data;
  if (type === 'url_verification') {
    const asked = challenge.safeParse(body);
    if (asked.success) return { kind: 'challenge', challenge: asked.data.challenge };
  }
  // `app_rate_limited` and whatever may come: it is no event of a workspace.
  if (type !== 'event_callback') return ignored('unknown-event-type');
  const parsed = envelope.safeParse(body);
  if (!parsed.success) throw malformed();
  return readCallback(parsed.data);
}
