import { type EffectRef, effect } from '@crescendo/chassis';
import { permanent } from '@crescendo/contracts';
import { z } from 'zod';
import { farewellView } from '../outbound/home/farewell-view.ts';
import type { Addresses } from '../outbound/sender/addresses.ts';
import type { SlackApi } from '../outbound/slack/client.ts';

const args = z.object({});
export type PublishFarewell = EffectRef<z.output<typeof args>>;

/**
 * Clears the App Home of a person being erased, while we still know their Slack ID. For a person who has left the
 * workspace, Slack answers that there is none.
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
