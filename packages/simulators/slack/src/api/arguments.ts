import { z } from 'zod';
import type { Block } from './blocks/blocks.ts';
import { blockList } from './blocks/blocks.ts';
import { slackMessages } from './blocks/issues.ts';
import { LARGEST_VIEW_BYTES, type ViewPayload, viewPayload } from './blocks/view.ts';
import { refusal, SlackError } from './method.ts';

/** Arguments are strings in a form and typed values in JSON; these read both. */
export const text = z.string().min(1);
export const flag = z
  .union([z.boolean(), z.enum(['true', 'false', '1', '0'])])
  .transform((value) => value === true || value === 'true' || value === '1');
export const wholeNumber = z.union([z.int(), z.string().regex(/^\d+$/).transform(Number)]);

/**
 * A structured value: JSON, or JSON in a string. A string that is not JSON stays a string, and the argument's reader
 * refuses it.
 */
export const structured = z.unknown().transform((value) => {
  if (typeof value !== 'string') return value;
  try {
    return JSON.parse(value) as unknown;
  } catch {
    return value;
  }
});

const LONGEST_BLOCKS_TEXT = 10_000;

/** Reads the blocks of a message, or refuses them as Slack does. */
export function readBlocks(value: unknown): Block[] | undefined {
  if (value === undefined || value === null || value === '') return undefined;
  if (!Array.isArray(value)) throw new SlackError('invalid_blocks_format');
  const read = blockList(50).safeParse(value, { reportInput: true });
  if (!read.success) throw refusal('invalid_blocks', slackMessages(read.error.issues, '/blocks'));
  // Slack doesn't publish this limit; 9,597 characters passed and 11,341 were refused (bolt-js issue 2867).
  if (textLength(read.data) > LONGEST_BLOCKS_TEXT) throw new SlackError('msg_blocks_too_long');
  return read.data;
}

/** Reads a view, or refuses it as Slack does: with `invalid_arguments`, not `invalid_blocks`. */
export function readView(value: unknown): ViewPayload {
  const read = viewPayload.safeParse(value, { reportInput: true });
  if (!read.success) throw refusal('invalid_arguments', slackMessages(read.error.issues, '/view'));
  if (Buffer.byteLength(JSON.stringify(value)) > LARGEST_VIEW_BYTES) throw new SlackError('view_too_large');
  return read.data;
}

function textLength(value: unknown): number {
  if (Array.isArray(value)) return value.reduce((sum: number, each) => sum + textLength(each), 0);
  if (typeof value !== 'object' || value === null) return 0;
  return Object.entries(value).reduce(
    (sum, [key, each]) => sum + (key === 'text' && typeof each === 'string' ? each.length : textLength(each)),
    0,
  );
}
