import type { SimulatedSlack } from '../slack.ts';
import { isActiveHuman } from '../state/find.ts';
import type { Person, Workspace } from '../state/state.ts';
import { avatarUrl } from './avatar.ts';
import { attributes, type Html, html } from './html.ts';
import { placeAndTime } from './place-and-time.ts';

const BADGES: Partial<Record<Person['kind'], string>> = {
  owner: 'Owner',
  admin: 'Admin',
  guest: 'Guest',
  'single-channel-guest': 'Guest',
  bot: 'Bot',
  'workflow-bot': 'Bot',
  'connector-bot': 'Bot',
};

function badgeOf(person: Person): string | undefined {
  if (person.deactivated || person.forgotten) return 'Left';
  if (person.origin && !person.origin.memberHere) return 'External';
  return person.invited ? 'Invited' : BADGES[person.kind];
}

/**
 * Everybody in the workspace, to search and choose from. Bots, and people who have left, are only invited or belong
 * elsewhere, are shown but can't be played.
 */
export function renderPeopleList(slack: SimulatedSlack, workspace: Workspace, current: Person | undefined): Html {
  const shown = workspace.people.filter((person) => person.kind !== 'slackbot').toSorted(byPlayable);
  const items = shown.map((person) => item(slack, workspace, person, current));
  return html`<section class="people" aria-label="People">
<header><h2>${workspace.name}</h2><label class="search"><span class="hidden">Search people</span><input type="search" data-testid="people-search" placeholder="Who do you want to be?" autocomplete="off"></label></header>
<ul data-testid="people">${items}</ul>
<p class="nobody" hidden>Nobody by that name.</p>
</section>`;
}

function byPlayable(one: Person, other: Person): number {
  return Number(isActiveHuman(other)) - Number(isActiveHuman(one)) || one.realName.localeCompare(other.realName);
}

function item(slack: SimulatedSlack, workspace: Workspace, person: Person, current: Person | undefined): Html {
  const badge = badgeOf(person);
  const body = html`<img src="${avatarUrl(workspace, person)}" alt="" width="36" height="36" loading="lazy">
<span class="who"><span class="name">${person.realName}</span><span class="detail">${[placeAndTime(person, slack.clock.now()), person.title].filter(Boolean).join(' · ')}</span></span>
${badge && html`<span class="badge">${badge}</span>`}`;
  const shared = {
    'data-testid': 'person',
    'data-user-id': person.id,
    'data-search': `${person.realName} ${person.handle} ${person.title}`.toLowerCase(),
  };
  if (!isActiveHuman(person)) return html`<li class="person absent"${attributes(shared)}>${body}</li>`;
  const link = {
    href: `/client/${workspace.id}/${person.id}`,
    'aria-current': person === current ? 'page' : undefined,
  };
  return html`<li class="person"${attributes(shared)}><a${attributes(link)}>${body}</a></li>`;
}
