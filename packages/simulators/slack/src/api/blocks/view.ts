import { z } from 'zod';
import { blockList } from './blocks.ts';
import { plainText } from './text.ts';

const shared = {
  blocks: blockList(100),
  private_metadata: z.string().max(3000).optional(),
  callback_id: z.string().max(255).optional(),
  external_id: z.string().max(255).optional(),
};

const modal = z
  .strictObject({
    type: z.literal('modal'),
    ...shared,
    title: plainText(24),
    submit: plainText(24).optional(),
    close: plainText(24).optional(),
    clear_on_close: z.boolean().optional(),
    notify_on_close: z.boolean().optional(),
    submit_disabled: z.boolean().optional(),
  })
  .superRefine((view, check) => {
    if (view.submit || !view.blocks.some((each) => each.type === 'input')) return;
    const message = '`submit` is required when an `input` block is within the `blocks` array';
    check.addIssue({ code: 'custom', message, path: ['submit'] });
  });

const home = z.strictObject({ type: z.literal('home'), ...shared });

/** A view as an app sends it. Source: docs.slack.dev/reference/views. */
export const viewPayload = z.discriminatedUnion('type', [home, modal]);

export type ViewPayload = z.infer<typeof viewPayload>;

/** Slack's `view_too_large`: more than 250 kB of JSON. */
export const LARGEST_VIEW_BYTES = 250_000;
