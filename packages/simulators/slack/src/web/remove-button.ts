import { APP_NAME } from '../app.ts';
import type { Workspace } from '../state/state.ts';
import { attributes, type Html, html } from './html.ts';

/** The button that removes the app from a workspace, after a question in Slack's words. */
export function removeButton(workspace: Workspace): Html {
  const question = {
    title: { text: `Remove ${APP_NAME} from ${workspace.name}?` },
    text: {
      text: `${APP_NAME} is told, and can do nothing here any more. What it wrote in conversations stays in ${workspace.name}.`,
    },
    confirm: { text: 'Remove' },
    deny: { text: 'Cancel' },
    style: 'danger',
  };
  const shared = {
    type: 'button',
    class: 'button danger',
    'data-testid': 'remove-app',
    'data-remove-app': workspace.id,
    'data-confirm': JSON.stringify(question),
  };
  return html`<button${attributes(shared)}>Remove ${APP_NAME}</button>`;
}
