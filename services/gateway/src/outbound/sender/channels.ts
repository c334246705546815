import type { ServiceContext } from '@crescendo/chassis';
import { z } from 'zod';
import { slackId } from '../../edge/slack/shapes.ts';
import { ExpiringMap } from '../../expiring-map.ts';
import type { SlackApi } from '../slack/client.ts';

type Request = { service: ServiceContext; tenant: string; slackUser: string; signal: AbortSignal };

/** The conversation with a person, opened on demand and cached in memory. Throws what the Slack API throws. */
export type Channels = {
  open(request: Request): Promise<string>;
  /** Slack no longer knows the channel. */
  forget(of: Pick<Request, 'tenant' | 'slackUser'>): void;
};

const HELD_MS = 3_600_000;
const HELD = 20_000;
const OPEN_MS = 4_000;

const opened = z.object({ channel: z.object({ id: slackId }) });

export function createChannels(slack: SlackApi): Channels {
  const held = new ExpiringMap<string>({ ttl: HELD_MS, capacity: HELD });
  const keyOf = ({ tenant, slackUser }: Pick<Request, 'tenant' | 'slackUser'>) => `${tenant} ${slackUser}`;
  return {
    async open({ service, tenant, slackUser, signal }) {
      const before = held.get(keyOf({ tenant, slackUser }));
      if (before) return before;
      const { channel } = await slack.call({
        service,
        tenant,
        method: 'conversations.open',
        args: { users: slackUser },
        answer: opened,
        deadlineMs: OPEN_MS,
        signal,
      });
      held.set(keyOf({ tenant, slackUser }), channel.id);
      return channel.id;
    },
    forget: (of) => held.delete(keyOf(of)),
  };
}
