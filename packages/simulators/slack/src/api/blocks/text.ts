import { z } from 'zod';

/** Slack's text objects, with the maximum length of each place. Source: docs.slack.dev/reference/block-kit. */
export function plainText(longest: number) {
  return z.strictObject({
    type: z.literal('plain_text'),
    text: z.string().min(1).max(longest),
    emoji: z.boolean().optional(),
  });
}

function mrkdwn(longest: number) {
  return z.strictObject({
    type: z.literal('mrkdwn'),
    text: z.string().min(1).max(longest),
    verbatim: z.boolean().optional(),
  });
}

export function anyText(longest: number) {
  return z.discriminatedUnion('type', [plainText(longest), mrkdwn(longest)]);
}

export type PlainText = z.infer<ReturnType<typeof plainText>>;
export type AnyText = z.infer<ReturnType<typeof anyText>>;
