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

/** Slack confirms the app's event address once: it expects its challenge back. */
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

/** Old payloads name no tab; those mean Home. */
const homeOpened = shaped(z.object({ user: slackId, tab: z.string().nullish().catch(null) }), ({ user, tab }, from) => {
  switch (tab ?? 'home') {
    case 'home':
      return { kind: 'traffic', ...from, traffic: { kind: 'home-opened', slackUser: user } };
    case 'messages':
      return { kind: 'traffic', ...from, traffic: { kind: 'messages-opened', slackUser: user } };
    default:
      return ignored('other-tab-opened');
  }
});

/** A message in the conversation between the app and a person. Its text is not even read. */
const typedMessage = z.object({
  channel_type: z.literal('im'),
  user: slackId,
  bot_id: z.null().optional(),
  subtype: z.enum(['file_share']).nullish(),
});

/**
 * A person wrote to the app. Slack sends this event for every message: also our own, edits, deletions, and messages
 * elsewhere. Replying to those would never end.
 */
const messageSaid: Reader = (event, from) => {
  const typed = typedMessage.safeParse(event);
  return typed.success
    ? { kind: 'traffic', ...from, traffic: { kind: 'message-typed', slackUser: typed.data.user } }
    : ignored('other-message');
};

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
  message: messageSaid,
  team_join: memberChanged,
  user_change: memberChanged,
  tokens_revoked: tokensRevoked,
  app_uninstalled: appUninstalled,
  app_rate_limited: readRateLimited,
};

const rateLimited = z.object({ team_id: slackId, minute_rate_limited: z.int().nonnegative() });

/**
 * Slack reports for each minute that it leaves out events, with or without the usual envelope. Source:
 * docs.slack.dev/reference/events/app_rate_limited.
 */
function readRateLimited(body: unknown): Received {
  const parsed = rateLimited.safeParse(body);
  if (!parsed.success) throw malformed();
  const { team_id: team, minute_rate_limited: minute } = parsed.data;
  return { kind: 'dropped', team, at: new Date(minute * 1000) };
}

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
  if (type === 'app_rate_limited') return readRateLimited(body);
  if (type !== 'event_callback') return ignored('unknown-event-type');
  const parsed = envelope.safeParse(body);
  if (!parsed.success) throw malformed();
  return readCallback(parsed.data);
}
