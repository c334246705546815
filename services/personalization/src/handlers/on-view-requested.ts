import { on, skip } from '@crescendo/chassis';
import { messageRequested, viewRequested } from '@crescendo/contracts';
import { assignments } from '../assignments.ts';
import type { Catalogue } from '../catalogue.ts';
import { findAssignment } from '../find-assignment.ts';
import { learnerFor } from '../find-learner.ts';
import { fillView } from '../messages.ts';
import { personOf } from '../person.ts';
import { commentView } from '../slack/comment-view.ts';
import { goneView } from '../slack/gone.ts';
import { whyView } from '../slack/why-view.ts';

/** A person opened a window: fills it with the explanation of a choice, or with the comment form. */
export const onViewRequested = ({ catalogue, privacyMail }: { catalogue: Catalogue; privacyMail: string }) =>
  on(viewRequested, {
    opens: ['viewId'],
    publishes: [messageRequested],
    async handle(event, tx) {
      const person = personOf(event);
      const { view, assignment, viewId } = event.data;
      const found = await findAssignment(tx, { assignment, person, catalogue });
      if (typeof found === 'string') {
        fillView(tx, viewId, goneView());
        return skip(found);
      }
      const { row, lesson } = found;
      if (view === 'comment') {
        fillView(tx, viewId, commentView({ assignment, lesson }));
        return;
      }
      const { mode } = await learnerFor(tx, person);
      for (const { decision } of await tx.open(assignments, [row], ['decision']))
        fillView(tx, viewId, whyView({ title: lesson.title, decision, mode, catalogue, privacyMail }));
    },
  });
