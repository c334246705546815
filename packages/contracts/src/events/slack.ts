import { z } from 'zod';
import { defineEvent } from '../event.ts';
import { slackStream } from '../streams.ts';
import { personal } from '../tags.ts';

/** What we keep about a member of a Slack workspace: no name, no picture, nothing else of the profile (P02, P05). */
export const slackMember = z.object({
  id: z.string(),
  email: z.string().optional(),
  timezone: z.string().optional(),
  locale: z.string().optional(),
  deactivated: z.boolean(),
  bot: z.boolean(),
  guest: z.boolean(),
  /** Was invited and has never signed in. */
  invited: z.boolean().optional(),
  /** Seconds since the epoch, Slack's own: the newer state wins. */
  updated: z.number(),
});
export type SlackMember = z.infer<typeof slackMember>;

/** The Slack traffic that the gateway lets through: an allow-list with one shape per act. */
export const slackTraffic = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('home-opened'), slackUser: z.string() }),
  z.object({ kind: z.literal('messages-opened'), slackUser: z.string() }),
  /** They wrote to the app. What they wrote stays at the edge. */
  z.object({ kind: z.literal('message-typed'), slackUser: z.string() }),
  z.object({ kind: z.literal('member-changed'), slackUser: z.string(), member: slackMember }),
  z.object({ kind: z.literal('command'), slackUser: z.string(), text: z.string().max(3000) }),
  z.object({
    kind: z.literal('action'),
    slackUser: z.string(),
    action: z.string(),
    value: z.string().optional(),
    /** Where the button was: the message it belongs to. */
    message: z.object({ channel: z.string(), ts: z.string() }).optional(),
    /** The window that the gateway opens for this click, loading: by the name it gives it, Slack's `external_id`. */
    view: z.string().optional(),
  }),
  z.object({
    kind: z.literal('form-submitted'),
    slackUser: z.string(),
    form: z.string(),
    context: z.string(),
    values: z.record(z.string(), z.string()),
  }),
]);
export type SlackTraffic = z.infer<typeof slackTraffic>;

export const slackReceived = defineEvent({
  name: 'slack-received',
  summary: 'Slack told us something, or a person did something in Slack; who, is not known yet.',
  stream: slackStream,
  producers: ['gateway'],
  data: z.object({
    traffic: personal(slackTraffic, {
      subject: 'intake',
      category: 'intake',
      purpose: 'operation',
      basis: 'contract',
      retention: '3 days, then its key is destroyed',
      about: 'What a person did in Slack, before their person id is known',
    }),
  }),
});
