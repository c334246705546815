import { APP_ID } from '../app.ts';
import { isBot } from '../state/find.ts';
import type { Person, Workspace } from '../state/state.ts';
import { Html, html } from './html.ts';

const COLOURS = [
  '#3b6e8f',
  '#8a4f7d',
  '#3f7d5a',
  '#a4552f',
  '#5a55a3',
  '#9a3f4f',
  '#46707a',
  '#76652c',
  '#6b4a8c',
  '#2f6f73',
];

/** A person's picture: their initials on their own colour. The app has its logo, other bots a robot's face. */
export function renderAvatar(person: Person): Html {
  const colour = COLOURS[person.avatarHash.charCodeAt(4) % COLOURS.length] ?? '';
  if (person.bot?.appId === APP_ID) return APP_PICTURE;
  if (isBot(person)) return botPicture(colour);
  const initials = person.realName
    .split(' ')
    .map((word) => word[0] ?? '')
    .slice(0, 2)
    .join('');
  return picture(
    colour,
    html`<text x="36" y="38" fill="#fff" font-family="system-ui, sans-serif" font-size="28" font-weight="600" text-anchor="middle" dominant-baseline="middle">${initials}</text>`,
  );
}

export function avatarUrl(workspace: Workspace, person: Person): string {
  return `/avatars/${workspace.id}/${person.id}/${person.avatarHash}_72.svg`;
}

function picture(colour: string, content: Html): Html {
  return html`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 72 72"><rect width="72" height="72" fill="${colour}"/>${content}</svg>`;
}

function botPicture(colour: string): Html {
  return picture(
    colour,
    html`<rect x="16" y="24" width="40" height="30" rx="8" fill="#fff"/><path d="M36 24v-9" stroke="#fff" stroke-width="4" stroke-linecap="round"/><circle cx="28" cy="38" r="4" fill="${colour}"/><circle cx="44" cy="38" r="4" fill="${colour}"/>`,
  );
}

/** A hairpin, the musical sign for growing louder. */
const APP_PICTURE = picture(
  '#2b2350',
  new Html(
    '<path d="M58 18 14 36l44 18" fill="none" stroke="#ffc65c" stroke-width="7" stroke-linecap="round" stroke-linejoin="round"/>',
  ),
);

export const APP_PICTURE_URL = '/app-picture.svg';

export function renderAppPicture(): Html {
  return APP_PICTURE;
}
