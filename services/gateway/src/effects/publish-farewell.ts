import { type EffectType, effect } from '@crescendo/chassis';
import { permanent } from '@crescendo/contracts';
import { z } from 'zod';
import { farewellView } from '../outbound/home/farewell-view.ts';
import type { Addresses } from '../outbound/sender/addresses.ts';
import type { SlackApi } from '../outbound/slack/client.ts';

const args = z.object({});
export type PublishFarewell = EffectType<z.output<typeof args>>;

/**
 * Clears the App Home of a person who is being erased, while it is still known where it is. Whoever has left the
 * workspace has none any more, which Slack says.
 */
export const publishFarewell = ({ slack, addresses }: { slack: SlackApi; addresses: Addresses }) =>
  effect({
    name: 'publish-farewell',
    args,
    whenUnknown: () => 'send-again',
    async perform(_args, { service, tenant, user, signal }) {
      if (!user) throw permanent('home-without-person', 'The Home is nobody’s.');
      const slackUser = await addresses.of(service, { tenant, user });
      const call = { service, tenant, method: 'views.publish', answer: z.object({}), signal } as const;
      await slack.call({ ...call, args: { user_id: slackUser, view: farewellView } });
      addresses.forget({ tenant, user });
      return {};
    },
  });
