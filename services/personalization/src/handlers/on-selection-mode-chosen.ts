import { isOlder, newestOf, on, skip } from '@crescendo/chassis';
import { homeChanged, selectionModeChosen } from '@crescendo/contracts';
import type { Catalogue } from '../catalogue.ts';
import { learnerFor } from '../find-learner.ts';
import { learners } from '../learners.ts';
import { resumeIfMore } from '../nothing-left.ts';
import { personOf } from '../person.ts';

/** A person chose whether we may use their answers to choose lessons. It applies from the next choice on. */
export const onSelectionModeChosen = (catalogue: Catalogue) =>
  on(selectionModeChosen, {
    opens: ['mode'],
    publishes: [homeChanged],
    async handle(event, tx) {
      const learner = await learnerFor(tx, personOf(event));
      const { mode } = event.data;
      if (isOlder(tx.now, learner.modeSetAt)) return skip('older-than-known');
      const { _id, tenant, user } = learner;
      const modeSetAt = newestOf(tx.now, learner.modeSetAt);
      tx.publish(homeChanged, {});
      if (learner.mode === mode) {
        await tx.model(learners).updateOne({ _id, tenant }, { $set: { modeSetAt } });
        return skip('mode-unchanged');
      }
      const chosen = await tx.seal(learners, { _id, tenant, user, mode, modeSetAt });
      await tx.model(learners).updateOne({ _id, tenant }, { $set: chosen });
      await resumeIfMore(tx, { catalogue, learner: { ...learner, mode } });
    },
  });
