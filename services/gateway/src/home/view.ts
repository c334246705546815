import type { HomePart } from './parts.ts';

/** Slack's limit for a view. */
const MOST_BLOCKS = 100;

const divider = { type: 'divider' };
const notAvailable = {
  type: 'section',
  text: { type: 'mrkdwn', text: '*Not available right now.* This part will be back by itself in a moment.' },
};

/** A person's App Home from its parts, a line between them. */
export function homeView(parts: readonly HomePart[]) {
  const blocks = parts
    .map((part) => (part.available ? part.blocks : [notAvailable]))
    .filter((part) => part.length > 0)
    .flatMap((part, at) => (at === 0 ? part : [divider, ...part]));
  return { type: 'home', blocks: blocks.slice(0, MOST_BLOCKS) };
}
