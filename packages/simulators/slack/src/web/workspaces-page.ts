import { APP_NAME } from '../app.ts';
import type { SimulatedSlack } from '../slack.ts';
import { isActiveHuman } from '../state/find.ts';
import type { Workspace } from '../state/state.ts';
import { type Html, html } from './html.ts';
import { renderConfirmDialog, renderDocument, renderEmpty } from './layout.ts';
import { removeButton } from './remove-button.ts';

/** The start page: which workspace do you want to use? */
export function workspacesPage(slack: SimulatedSlack): string {
  const { workspaces } = slack.state;
  const cards = workspaces.map(card);
  const none = renderEmpty(
    'No workspaces yet',
    'Start with SEED=demo for two of them, or create one over /sim/workspaces.',
  );
  return renderDocument(
    'A Slack to play in',
    html`<main class="front" id="main" tabindex="-1">
<img src="/app-picture.svg" alt="" width="64" height="64">
<h1>A Slack to play in</h1>
<p>Be anybody in one of these workspaces: read what ${APP_NAME} sends them, press buttons, fill forms. None of these people exist, and nothing leaves this machine.</p>
${workspaces.length > 0 ? html`<ul class="cards">${cards}</ul>` : none}
</main>${renderConfirmDialog()}`,
  );
}

function card(workspace: Workspace): Html {
  const active = workspace.people.filter(isActiveHuman).length;
  return html`<li class="card" data-testid="workspace" data-team-id="${workspace.id}">
<h2>${workspace.name}</h2>
<p>${active} people · ${workspace.domain}.slack.com</p>
<p class="state ${workspace.installation ? 'on' : 'off'}">${workspace.installation ? `${APP_NAME} is installed` : `${APP_NAME} is not installed`}</p>
<div class="row"><a class="button primary" href="/client/${workspace.id}">Open</a>${workspace.installation ? removeButton(workspace) : installLink(workspace)}</div>
</li>`;
}

/**
 * An installation starts at the app, as in Slack's directory; Slack's page then offers the workspace this browser
 * looked at last.
 */
export function installLink(workspace: Workspace, style: 'primary' | '' = ''): Html {
  return html`<a class="button ${style}" data-testid="install" data-team-id="${workspace.id}" href="/install/${workspace.id}">Install ${APP_NAME}</a>`;
}
