import { on } from '@crescendo/chassis';
import { slackReceived, userRemoved, userSynced } from '@crescendo/contracts';
import { domainEventTypes } from '../domain-events.ts';
import { memberChanged } from '../member-changed.ts';
import { personActed } from '../person-acted.ts';

/** A member changed, or a person acted: publishes what it means under their person id. */
export const onSlackReceived = on(slackReceived, {
  opens: ['traffic'],
  publishes: [...domainEventTypes, userSynced, userRemoved],
  async handle({ data: { traffic }, key: slackIndex }, tx) {
    return traffic.kind === 'member-changed'
      ? await memberChanged(tx, { slackIndex, member: traffic.member })
      : await personActed(tx, { slackIndex, act: traffic });
  },
});
