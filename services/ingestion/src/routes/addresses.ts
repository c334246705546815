import { route } from '@crescendo/chassis';
import { addressesRequest, addressesResponse } from '@crescendo/contracts';
import { people } from '../people.ts';

/**
 * People's Slack IDs, for the gateway to send to; it keeps them in memory only. Includes people being erased, for the
 * last App Home the gateway shows them.
 */
export const addresses = route({
  method: 'post',
  path: '/people/addresses',
  from: ['gateway'],
  body: addressesRequest,
  response: addressesResponse,
  async handle({ body, caller: { tenant }, service }) {
    const found = await service
      .model(people)
      .find({ _id: { $in: body.users }, tenant, status: { $in: ['active', 'fenced'] } })
      .lean();
    const opened = await service.open(people, found, ['slackUser']);
    return { addresses: opened.flatMap(({ user, slackUser }) => (slackUser ? [{ user, slackUser }] : [])) };
  },
});
