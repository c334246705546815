import { APP_NAME } from '../app.ts';
import { mayInstall } from '../oauth/authorize.ts';
import type { SimulatedSlack } from '../slack.ts';
import type { Workspace } from '../state/state.ts';
import { attributes, html } from './html.ts';
import { renderDocument } from './layout.ts';

const MEANING: Record<string, string> = {
  'chat:write': 'Send messages as itself',
  commands: 'Add a command that people can use',
  'im:history': 'Read messages that people send it directly',
  'im:write': 'Start direct messages with people',
  'team:read': 'See the name and address of the workspace',
  'users:read': 'See the people of the workspace',
  'users:read.email': 'See people’s e-mail addresses',
};

/** Slack's page on which a person allows the app in their workspace, or cancels. */
export function authorizePage(
  slack: SimulatedSlack,
  asked: { scopes: string[]; query: string; current: Workspace | undefined },
): string {
  const current = asked.current ?? slack.state.workspaces[0];
  const teams = slack.state.workspaces.map(
    (workspace) =>
      html`<option${attributes({ value: workspace.id, selected: workspace === current })}>${workspace.name}</option>`,
  );
  const installers = current?.people.filter(mayInstall) ?? [];
  const persons = installers.map((person) => html`<option value="${person.id}">${person.realName}</option>`);
  const scopes = asked.scopes.map((scope) => html`<li>${MEANING[scope] ?? scope} <code>${scope}</code></li>`);
  return renderDocument(
    `Let ${APP_NAME} in?`,
    html`<main class="front authorize" id="main" tabindex="-1" data-testid="authorize">
<img src="/app-picture.svg" alt="" width="64" height="64">
<h1>${APP_NAME} asks to come into ${current?.name ?? 'a workspace'}</h1>
<form method="get" action="/oauth/v2/authorize" class="pick">${hiddenFields(asked.query)}<label>Workspace <select name="team" data-testid="authorize-team" data-submits>${teams}</select></label><noscript><button class="button">Choose</button></noscript></form>
<section class="card"><h2>It will be able to</h2><ul>${scopes}</ul></section>
<form method="post" action="/oauth/v2/authorize?${asked.query}">
<input type="hidden" name="team" value="${current?.id ?? ''}">
<label>Installed by <select name="user" data-testid="authorize-user">${persons}</select></label>
<div class="row"><button class="button" name="decision" value="cancel">Cancel</button><button class="button primary" name="decision" value="allow" data-testid="allow">Allow</button></div>
</form></main>`,
  );
}

function hiddenFields(query: string) {
  return [...new URLSearchParams(query)]
    .filter(([name]) => name !== 'team')
    .map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`);
}

/** Slack's page for a wrong request of the app. */
export function authorizeProblemPage(problem: string): string {
  return renderDocument(
    'Something is wrong',
    html`<main class="front" id="main" tabindex="-1"><h1>Something went wrong when authorising this app</h1><p>The app asked in a way that Slack does not accept.</p><p class="card"><code data-testid="authorize-problem">${problem}</code></p></main>`,
  );
}
