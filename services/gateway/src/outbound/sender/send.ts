import type { ServiceContext } from '@crescendo/chassis';
import {
  Failure,
  type MessagePlace,
  type messageContent,
  type messageTarget,
  permanent,
  transient,
} from '@crescendo/contracts';
import { z } from 'zod';
import { slackId, slackTs } from '../../edge/slack/shapes.ts';
import type { SlackApi } from '../slack/client.ts';
import type { Addresses } from './addresses.ts';
import type { Channels } from './channels.ts';

export type Sender = { slack: SlackApi; addresses: Addresses; channels: Channels };

export type Sending = {
  service: ServiceContext;
  tenant: string;
  user: string;
  message: string;
  target: z.infer<typeof messageTarget>;
  content: z.infer<typeof messageContent>;
  /** Which attempt this is, counted from 1. */
  attempt: number;
  signal: AbortSignal;
};

/** Where the message is now; absent for a window, which does not last. */
export type Sent = { place?: MessagePlace };

const placed = z.object({ channel: slackId, ts: slackTs });
const anything = z.object({});

const mismatch = () => permanent('content-mismatch', 'What was to be sent does not go where it was to go.');

/**
 * Sends a message to its target. Throws Failure (retriable: not sent; permanent: refused, with Slack's code), or
 * `AnswerLost` when nobody knows whether a new message was sent.
 */
export async function send(sender: Sender, sending: Sending): Promise<Sent> {
  const { target, content } = sending;
  switch (target.kind) {
    case 'direct':
      if ('view' in content) throw mismatch();
      return { place: await post(sender, sending, content) };
    case 'replace':
      if ('view' in content) throw mismatch();
      return { place: await replace(sender, sending, { place: target.place, content }) };
    case 'view':
      if (!('view' in content)) throw mismatch();
      await fillWindow(sender, sending, { window: target.viewId, view: content.view });
      return {};
  }
}

type Message = Exclude<Sending['content'], { view: unknown }>;

async function post({ slack, addresses, channels }: Sender, sending: Sending, content: Message): Promise<MessagePlace> {
  const { service, tenant, user, message, signal } = sending;
  const slackUser = await addresses.of(service, { tenant, user });
  const channel = await channels.open({ service, tenant, slackUser, signal });
  try {
    return await slack.call({
      service,
      tenant,
      method: 'chat.postMessage',
      channel,
      args: {
        channel,
        text: content.text,
        blocks: content.blocks,
        metadata: { event_type: 'crescendo_message', event_payload: { message } },
        unfurl_links: false,
        unfurl_media: false,
      },
      answer: placed,
      signal,
    });
  } catch (error) {
    if (error instanceof Failure && error.code === 'channel_not_found') channels.forget({ tenant, slackUser });
    throw error;
  }
}

async function replace(
  { slack }: Sender,
  { service, tenant, signal }: Sending,
  { place, content }: { place: MessagePlace; content: Message },
): Promise<MessagePlace> {
  return await slack.call({
    service,
    tenant,
    method: 'chat.update',
    args: { channel: place.channel, ts: place.ts, text: content.text, blocks: content.blocks },
    answer: placed,
    signal,
  });
}

/** How often to look for a missing window, a second apart: Slack may be slow to open it. */
const LOOKS_FOR_WINDOW = 5;
const BETWEEN_LOOKS_MS = 1_000;

/** A window that the person has closed needs no content, but a missing window may also not be open yet. */
async function fillWindow(
  { slack }: Sender,
  { service, tenant, attempt, signal }: Sending,
  { window, view }: { window: string; view: Record<string, unknown> },
): Promise<void> {
  try {
    await slack.call({
      service,
      tenant,
      method: 'views.update',
      args: { external_id: window, view },
      answer: anything,
      signal,
    });
  } catch (error) {
    if (!(error instanceof Failure && error.code === 'not_found')) throw error;
    if (attempt < LOOKS_FOR_WINDOW)
      throw transient('window-not-there', 'The window is closed, or not open yet.', { after: BETWEEN_LOOKS_MS });
  }
}
