import { route } from '@crescendo/chassis';
import { addressesRequest, addressesResponse } from '@crescendo/contracts';
import { people } from '../people.ts';

/**
 * Which Slack ID people have, for the gateway to send to. It keeps the answer in memory only. Of those who are being
 * erased too, for what the gateway shows them last.
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
