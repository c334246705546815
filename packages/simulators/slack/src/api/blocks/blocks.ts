import { z } from 'zod';
import {
  button,
  checkboxes,
  multiStaticSelect,
  overflow,
  plainTextInput,
  radioButtons,
  staticSelect,
} from './elements.ts';
import { anyText, plainText } from './text.ts';

export type { PlainText } from './text.ts';

const blockId = z.string().min(1).max(255).optional();

const imageFields = { image_url: z.string().min(1).max(3000), alt_text: z.string().min(1).max(2000) };
const imageElement = z.strictObject({ type: z.literal('image'), ...imageFields });

const section = z
  .strictObject({
    type: z.literal('section'),
    block_id: blockId,
    text: anyText(3000).optional(),
    fields: z.array(anyText(2000)).min(1).max(10).optional(),
    accessory: z
      .discriminatedUnion('type', [
        button,
        checkboxes,
        imageElement,
        multiStaticSelect,
        overflow,
        radioButtons,
        staticSelect,
      ])
      .optional(),
    expand: z.boolean().optional(),
  })
  .refine((block) => block.text || block.fields, { message: 'must provide text or fields' });

const header = z.strictObject({ type: z.literal('header'), block_id: blockId, text: plainText(150) });

const divider = z.strictObject({ type: z.literal('divider'), block_id: blockId });

const context = z.strictObject({
  type: z.literal('context'),
  block_id: blockId,
  elements: z
    .array(z.discriminatedUnion('type', [imageElement, ...anyText(3000).options]))
    .min(1)
    .max(10),
});

const image = z.strictObject({
  type: z.literal('image'),
  block_id: blockId,
  ...imageFields,
  title: plainText(2000).optional(),
});

const actions = z.strictObject({
  type: z.literal('actions'),
  block_id: blockId,
  elements: z
    .array(z.discriminatedUnion('type', [button, checkboxes, multiStaticSelect, overflow, radioButtons, staticSelect]))
    .min(1)
    .max(25),
});

const input = z.strictObject({
  type: z.literal('input'),
  block_id: blockId,
  label: plainText(2000),
  hint: plainText(2000).optional(),
  optional: z.boolean().optional(),
  dispatch_action: z.boolean().optional(),
  element: z.discriminatedUnion('type', [checkboxes, multiStaticSelect, plainTextInput, radioButtons, staticSelect]),
});

/**
 * The blocks the simulator supports, with Slack's limits. It refuses Slack's other kinds as an unsupported type, so an
 * app never uses an untested block. Source: docs.slack.dev/reference/block-kit/blocks.
 */
export const block = z.discriminatedUnion('type', [actions, context, divider, header, image, input, section]);

export type Block = z.infer<typeof block>;
export type InputBlock = z.infer<typeof input>;

/** At most this many blocks; 50 in a message, 100 in a view. */
export function blockList(most: number) {
  return z.array(block).max(most).superRefine(checkIds);
}

/** Block ids are unique in a message or view, action ids in their block. */
function checkIds(blocks: Block[], check: z.RefinementCtx): void {
  const blockIds = new Set<string>();
  for (const [index, each] of blocks.entries()) {
    if (each.block_id && blockIds.has(each.block_id)) {
      const message = `\`block_id\` "${each.block_id}" already exists`;
      check.addIssue({ code: 'custom', message, path: [index, 'block_id'] });
    }
    if (each.block_id) blockIds.add(each.block_id);
    if (each.type !== 'actions') continue;
    const actionIds = each.elements.flatMap((element) => element.action_id ?? []);
    const repeated = actionIds.findIndex((id, at) => actionIds.indexOf(id) < at);
    if (repeated >= 0) {
      const message = `\`action_id\` "${actionIds[repeated]}" already exists`;
      check.addIssue({ code: 'custom', message, path: [index, 'elements', repeated, 'action_id'] });
    }
  }
}
