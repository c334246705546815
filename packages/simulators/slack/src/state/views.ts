import type { ViewPayload } from '../api/blocks/view.ts';
import type { SimulatedSlack } from '../slack.ts';
import { withBlockIds } from './direct-messages.ts';
import { secretHex, slackId } from './ids.ts';
import { initialValues } from './input-values.ts';
import type { View, Workspace } from './state.ts';

function newHash(slack: SimulatedSlack): string {
  return `${Math.floor(slack.clock.now() / 1000)}.${secretHex(4)}`;
}

function shown(slack: SimulatedSlack, payload: ViewPayload, before?: View) {
  const blocks = withBlockIds(payload.blocks);
  return {
    type: payload.type,
    blocks,
    callbackId: payload.callback_id ?? '',
    externalId: payload.external_id ?? '',
    privateMetadata: payload.private_metadata ?? '',
    hash: newHash(slack),
    values: initialValues(blocks, before?.values),
    clearOnClose: payload.type === 'modal' && payload.clear_on_close === true,
    notifyOnClose: payload.type === 'modal' && payload.notify_on_close === true,
    ...(payload.type === 'modal'
      ? {
          title: payload.title,
          ...(payload.submit && { submit: payload.submit }),
          ...(payload.close && { close: payload.close }),
        }
      : {}),
  };
}

/** Opens a modal on top of the person's open ones. */
export function pushModal(slack: SimulatedSlack, workspace: Workspace, userId: string, payload: ViewPayload): View {
  const stack = workspace.modals[userId] ?? [];
  const id = slackId('V');
  const view: View = {
    ...shown(slack, payload),
    id,
    userId,
    rootViewId: stack[0]?.id ?? id,
    previousViewId: stack.at(-1)?.id ?? null,
  };
  workspace.modals[userId] = [...stack, view];
  slack.changed(workspace.id, userId);
  return view;
}

/** Replaces the content of an open modal or a published Home; inputs whose ids stay keep what was typed. */
export function replaceView(slack: SimulatedSlack, workspace: Workspace, view: View, payload: ViewPayload): View {
  const next: View = {
    ...shown(slack, payload, view),
    id: view.id,
    userId: view.userId,
    rootViewId: view.rootViewId,
    previousViewId: view.previousViewId,
  };
  if (view.type === 'home') workspace.homes[view.userId] = next;
  else {
    workspace.modals[view.userId] = (workspace.modals[view.userId] ?? []).map((open) =>
      open.id === view.id ? next : open,
    );
  }
  slack.changed(workspace.id, view.userId);
  return next;
}

/** Publishes a person's Home: the first time as a new view, then as the same view with other content. */
export function publishHome(slack: SimulatedSlack, workspace: Workspace, userId: string, payload: ViewPayload): View {
  const before = workspace.homes[userId];
  if (before) return replaceView(slack, workspace, before, payload);
  const id = slackId('V');
  const view: View = { ...shown(slack, payload), id, userId, rootViewId: id, previousViewId: null };
  workspace.homes[userId] = view;
  slack.changed(workspace.id, userId);
  return view;
}

/** Closes modals: the top one, or all. Returns them. */
export function closeModals(slack: SimulatedSlack, workspace: Workspace, userId: string, which: 'top' | 'all'): View[] {
  const stack = workspace.modals[userId] ?? [];
  const kept = which === 'all' ? [] : stack.slice(0, -1);
  workspace.modals[userId] = kept;
  slack.changed(workspace.id, userId);
  return stack.slice(kept.length);
}
