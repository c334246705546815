import type { HomePart } from './parts.ts';

type Block = Record<string, unknown>;

/** Slack's limit for a view. */
const MOST_BLOCKS = 100;

const divider = { type: 'divider' };
const notAvailable = {
  type: 'section',
  text: { type: 'mrkdwn', text: '*Not available right now.* This part will be back by itself in a moment.' },
};

/** Slack's limit for the id of a block. */
const LONGEST_ID = 255;

/**
 * Gives buttons the same id each time Home is published. A person may look at Home, or at a button's confirmation,
 * while it is published again; their press must still match an existing button.
 */
function withSteadyIds(blocks: readonly Block[]): Block[] {
  const taken = new Set<string>();
  return blocks.map((block) => {
    if (block.type !== 'actions' || block.block_id !== undefined || !Array.isArray(block.elements)) return block;
    const buttons = block.elements as { action_id?: string; value?: string }[];
    const id = buttons.map(({ action_id = '', value = '' }) => `${action_id}:${value}`).join(' ');
    if (id.length > LONGEST_ID || taken.has(id)) return block;
    taken.add(id);
    return { ...block, block_id: id };
  });
}

/** A person's App Home: its parts with dividers between them. */
export function homeView(parts: readonly HomePart[]) {
  const blocks = parts
    .map((part) => (part.available ? part.blocks : [notAvailable]))
    .filter((part) => part.length > 0)
    .flatMap((part, at) => (at === 0 ? part : [divider, ...part]));
  return { type: 'home', blocks: withSteadyIds(blocks.slice(0, MOST_BLOCKS)) };
}
