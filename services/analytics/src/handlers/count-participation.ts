import { onBatch } from '@crescendo/chassis';
import { participationIn, participationTypes } from '../participation.ts';
import { weeklyParticipation } from '../weekly-participation.ts';

/** Adds people's acts to the week in which they happened, however late their events arrive. */
export const countParticipation = onBatch(participationTypes, {
  async handle(events, tx) {
    await tx.model(weeklyParticipation).bulkWrite(
      participationIn(events).map(({ tenant, week: { name, startsAt }, acts }) => ({
        updateOne: {
          filter: { _id: `${tenant}/${name}/${tx.partition}` },
          update: { $setOnInsert: { tenant, week: name, startsAt }, $inc: acts },
          upsert: true,
        },
      })),
    );
  },
});
