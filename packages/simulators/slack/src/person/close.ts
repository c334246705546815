import { toSlackView } from '../api/view-shape.ts';
import { deliverInteraction, interaction } from '../deliveries/interactions.ts';
import { modalsOf } from '../state/find.ts';
import { closeModals } from '../state/views.ts';
import type { Actor } from './actor.ts';

/**
 * Closes the top modal, or with `all` the whole stack. The app is told of modals with `notify_on_close`; a modal with
 * `clear_on_close` closes the others too.
 */
export async function closeModal(actor: Actor, { all = false } = {}): Promise<void> {
  const { slack, workspace, person } = actor;
  const top = modalsOf(workspace, person.id).at(-1);
  const isCleared = all || top?.clearOnClose === true;
  const closed = closeModals(slack, workspace, person.id, isCleared ? 'all' : 'top');
  for (const view of closed.filter((each) => each.notifyOnClose)) {
    await deliverInteraction(slack, workspace, {
      ...interaction(slack, actor, 'view_closed'),
      view: toSlackView(workspace, view),
      is_cleared: isCleared,
    });
  }
}
