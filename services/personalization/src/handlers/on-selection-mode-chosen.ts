import { on, skip } from '@crescendo/chassis';
import { homeChanged, selectionModeChosen } from '@crescendo/contracts';
import type { Catalogue } from '../catalogue.ts';
import { learnerFor } from '../find-learner.ts';
import { learners } from '../learners.ts';
import { resumeIfMore } from '../nothing-left.ts';
import { personOf } from '../person.ts';

/** A person chose whether their answers may be used to choose lessons: it holds from the next choice on. */
export const onSelectionModeChosen = (catalogue: Catalogue) =>
  on(selectionModeChosen, {
    opens: ['mode'],
    publishes: [homeChanged],
    async handle(event, tx) {
      const learner = await learnerFor(tx, personOf(event));
      const { mode } = event.data;
      tx.publish(homeChanged, {});
      if (learner.mode === mode) return skip('mode-unchanged');
      const { _id, tenant, user } = learner;
      await tx
        .model(learners)
        .updateOne({ _id, tenant }, { $set: await tx.seal(learners, { _id, tenant, user, mode }) });
      await resumeIfMore(tx, { catalogue, learner: { ...learner, mode } });
    },
  });
