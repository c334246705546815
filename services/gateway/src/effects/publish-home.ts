import { type EffectRef, effect } from '@crescendo/chassis';
import { permanent, transient } from '@crescendo/contracts';
import { z } from 'zod';
import { fetchParts } from '../outbound/home/parts.ts';
import { homeView } from '../outbound/home/view.ts';
import type { Addresses } from '../outbound/sender/addresses.ts';
import type { SlackApi } from '../outbound/slack/client.ts';

const args = z.object({});
export type PublishHome = EffectRef<z.output<typeof args>>;

const RETRY_MS = 5_000;

/**
 * Publishes a person's current App Home. If a service that owns a part is away, it shows the rest, and publishes all of
 * it later. Publishing twice does no harm.
 */
export const publishHome = ({ slack, addresses }: { slack: SlackApi; addresses: Addresses }) =>
  effect({
    name: 'publish-home',
    args,
    whenUnknown: () => 'send-again',
    async perform(_args, { service, tenant, user, signal }) {
      if (!user) throw permanent('home-without-person', 'The Home is nobody’s.');
      const [slackUser, parts] = await Promise.all([
        addresses.of(service, { tenant, user }),
        fetchParts(service, { tenant, user }),
      ]);
      await slack.call({
        service,
        tenant,
        method: 'views.publish',
        args: { user_id: slackUser, view: homeView(parts) },
        answer: z.object({}),
        signal,
      });
      if (parts.some((part) => !part.available))
        throw transient('home-incomplete', 'A part of the Home was not available.', { after: RETRY_MS });
      return {};
    },
  });
