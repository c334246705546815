import type { SimulatedSlack } from '../slack.ts';
import { isBot } from '../state/find.ts';
import type { Person, Workspace } from '../state/state.ts';

const PICTURE_SIZES = [24, 32, 48, 72, 192, 512, 1024] as const;
const NAME_COLOURS = ['9f69e7', '4bbe2e', 'e7392d', '3c989f', '674b1b', 'e96699', '2b6836', '684b6c'];

export interface UserShapeOptions {
  scopes: readonly string[];
  /** Web API methods give the locale only on request; events always do. */
  locale: boolean;
}

/**
 * A user object as Slack sends it, with names, pictures and everything else. It has the e-mail only with the scope
 * `users:read.email`, and a deactivated user has no time zone, locale or role flags. As at Slack, Slackbot isn't marked
 * as a bot, and `is_stranger` may be false for a person of another workspace: then only `team_id` tells.
 */
export function toSlackUser(
  slack: SimulatedSlack,
  workspace: Workspace,
  person: Person,
  options: UserShapeOptions,
): Record<string, unknown> {
  const user = userObject(slack, workspace, person, options);
  const { updated, ...odd } = person.odd ?? {};
  const { updated: _, ...timeless } = user;
  return { ...(updated === null ? timeless : user), ...odd, ...(typeof updated === 'number' && { updated }) };
}

function userObject(
  slack: SimulatedSlack,
  workspace: Workspace,
  person: Person,
  options: UserShapeOptions,
): Record<string, unknown> {
  const gone = person.deactivated || person.forgotten === true;
  const common = {
    id: person.id,
    team_id: person.origin?.teamId ?? workspace.id,
    name: person.handle,
    deleted: gone,
    profile: person.forgotten ? {} : profile(slack, workspace, person, options.scopes),
    is_bot: isBot(person) && person.kind !== 'slackbot',
    ...(person.kind === 'workflow-bot' && { is_workflow_bot: true }),
    ...(person.kind === 'connector-bot' && { is_connector_bot: true }),
    is_app_user: false,
    ...(person.origin && { is_stranger: person.origin.calledStranger ?? false }),
    ...(person.forgotten && { is_forgotten: true }),
    updated: person.updated,
  };
  if (gone) return common;
  return {
    ...common,
    color: NAME_COLOURS[person.id.charCodeAt(5) % NAME_COLOURS.length],
    real_name: person.realName,
    ...timeZoneFields(person, slack.clock.now()),
    is_admin: person.kind === 'owner' || person.kind === 'admin',
    is_owner: person.kind === 'owner',
    is_primary_owner: person.kind === 'owner',
    is_restricted: person.kind === 'guest' || person.kind === 'single-channel-guest',
    is_ultra_restricted: person.kind === 'single-channel-guest',
    is_email_confirmed: person.email !== '' && !person.invited,
    ...(person.invited && { is_invited_user: true }),
    ...enterpriseFields(workspace, person),
    who_can_share_contact_card: 'EVERYONE',
    ...(options.locale ? { locale: person.locale } : {}),
  };
}

/** For people of a Grid organisation, this workspace's or another. */
function enterpriseFields(workspace: Workspace, { id, origin, kind }: Person) {
  const enterpriseId = origin ? origin.enterpriseId : workspace.enterprise?.id;
  if (!enterpriseId) return {};
  const teams = origin ? [origin.teamId, ...(origin.memberHere ? [workspace.id] : [])] : [workspace.id];
  const rank = { is_admin: kind === 'admin', is_owner: kind === 'owner', is_primary_owner: false };
  return { enterprise_user: { id, enterprise_id: enterpriseId, enterprise_name: 'An organisation', ...rank, teams } };
}

function profile(slack: SimulatedSlack, workspace: Workspace, person: Person, scopes: readonly string[]) {
  const [firstName = '', ...rest] = person.realName.split(' ');
  const picture = (size: number | string) =>
    `${slack.settings.publicUrl}/avatars/${workspace.id}/${person.id}/${person.avatarHash}_${size}.svg`;
  return {
    title: person.title,
    phone: '',
    skype: '',
    real_name: person.realName,
    real_name_normalized: withoutAccents(person.realName),
    display_name: person.displayName,
    display_name_normalized: withoutAccents(person.displayName),
    fields: null,
    status_text: '',
    status_emoji: '',
    status_emoji_display_info: [],
    status_expiration: 0,
    avatar_hash: person.avatarHash,
    ...(person.pronouns ? { pronouns: person.pronouns } : {}),
    ...(person.bot ? { api_app_id: person.bot.appId, bot_id: person.bot.botId, always_active: true } : {}),
    ...(person.email && scopes.includes('users:read.email') ? { email: person.email } : {}),
    first_name: firstName,
    last_name: rest.join(' '),
    is_custom_image: true,
    image_original: picture('original'),
    ...Object.fromEntries(PICTURE_SIZES.map((size) => [`image_${size}`, picture(size)])),
    status_text_canonical: '',
    team: workspace.id,
  };
}

function timeZoneFields(person: Person, now: number) {
  const name = (style: 'long' | 'longOffset') =>
    new Intl.DateTimeFormat('en-US', { timeZone: person.timeZone, timeZoneName: style })
      .formatToParts(now)
      .find((part) => part.type === 'timeZoneName')?.value ?? '';
  return { tz: person.timeZone, tz_label: name('long'), tz_offset: offsetSeconds(name('longOffset')) };
}

/** `GMT-07:00` in seconds; plain `GMT` is zero. */
function offsetSeconds(offset: string): number {
  const [, sign, hours, minutes] = /([+-])(\d\d):(\d\d)/.exec(offset) ?? [];
  if (!sign) return 0;
  return (sign === '-' ? -1 : 1) * (Number(hours) * 3600 + Number(minutes) * 60);
}

function withoutAccents(name: string): string {
  return name.normalize('NFKD').replace(/\p{M}/gu, '');
}
