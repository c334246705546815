import { APP_COMMAND, APP_NAME } from '../app.ts';
import type { SimulatedSlack } from '../slack.ts';
import type { Person, Workspace } from '../state/state.ts';
import { APP_PICTURE_URL, avatarUrl } from './avatar.ts';
import { renderConditionForm } from './condition-form.ts';
import { renderConditionsPanel } from './conditions-panel.ts';
import { renderHome } from './home.ts';
import { attributes, type Html, html } from './html.ts';
import { renderConfirmDialog, renderDocument, renderEmpty, renderRail } from './layout.ts';
import { renderMessages } from './messages.ts';
import { renderModal } from './modal.ts';
import { renderPeopleList } from './people-list.ts';
import { placeAndTime } from './place-and-time.ts';
import type { Reader } from './reader.ts';
import { removeButton } from './remove-button.ts';
import { installLink } from './workspaces-page.ts';

export type Tab = 'home' | 'messages';

/** A workspace, with the app as one person sees it. */
export function clientPage(
  slack: SimulatedSlack,
  workspace: Workspace,
  { person, tab }: { person: Person | undefined; tab: Tab },
): string {
  const reader = person && { workspace, person, now: slack.clock.now() };
  const pane = workspace.installation && reader ? appPane(reader, tab) : emptyPane(workspace);
  const shared = {
    class: `client ${person ? 'with-person' : ''}`,
    'data-team-id': workspace.id,
    'data-user-id': person?.id,
    'data-tab': tab,
    'data-installed': workspace.installation !== undefined,
  };
  const title = person ? `${APP_NAME} · ${person.realName} · ${workspace.name}` : workspace.name;
  return renderDocument(
    title,
    html`<header class="hidden"><h1>${title}</h1></header>
<div${attributes(shared)}>
${renderRail(slack, workspace.id)}${renderPeopleList(slack, workspace, person)}
<main id="main" tabindex="-1">${person && paneHeader(slack, workspace, person)}${pane}</main>
${drawer(slack, workspace)}
</div>
<dialog id="modal" aria-labelledby="modal-title" data-testid="modal">${reader && renderModal(reader)}</dialog>
${renderConfirmDialog()}
<div class="toasts" role="status" aria-live="polite" data-testid="toasts"></div>`,
  );
}

function paneHeader(slack: SimulatedSlack, workspace: Workspace, person: Person): Html {
  return html`<header class="pane-header"><a class="back" href="/client/${workspace.id}" aria-label="All people">‹</a>
<img src="${avatarUrl(workspace, person)}" alt="" width="36" height="36">
<div class="you"><strong>You are ${person.realName}</strong><span>${[person.title, placeAndTime(person, slack.clock.now())].filter(Boolean).join(' · ')}</span></div>
<button type="button" class="button" data-testid="conditions-toggle" aria-expanded="false" aria-controls="conditions">Conditions</button></header>`;
}

function appPane(reader: Reader, tab: Tab): Html {
  const link = (name: Tab, label: string) => {
    const shared = {
      href: `?tab=${name}`,
      role: 'tab',
      id: `tab-${name}`,
      'aria-selected': tab === name ? 'true' : 'false',
      'aria-controls': name,
      'data-tab-link': name,
    };
    return html`<a${attributes(shared)}>${label}</a>`;
  };
  const panel = (name: Tab, content: Html) => {
    const shared = { role: 'tabpanel', id: name, 'aria-labelledby': `tab-${name}`, tabindex: 0, hidden: tab !== name };
    return html`<section class="panel"${attributes(shared)}>${content}</section>`;
  };
  return html`<div class="app-header"><img src="${APP_PICTURE_URL}" alt="" width="32" height="32"><h2>${APP_NAME}</h2>
<div class="tabs" role="tablist" aria-label="${APP_NAME}">${link('home', 'Home')}${link('messages', 'Messages')}</div></div>
${panel('home', renderHome(reader))}
${panel('messages', renderMessages(reader))}
<form class="composer" data-testid="composer"${attributes({ hidden: tab !== 'messages' })}>
<label class="hidden" for="say">Message ${APP_NAME}</label>
<input id="say" name="text" autocomplete="off" placeholder="Message ${APP_NAME}, or try ${APP_COMMAND} help" data-testid="say">
<button class="button primary" type="submit">Send</button></form>`;
}

function emptyPane(workspace: Workspace): Html {
  if (workspace.installation) {
    const text = 'Choose somebody from the list to see the app with their eyes.';
    return renderEmpty('Who do you want to be?', text, removeButton(workspace));
  }
  const text = `Somebody of ${workspace.name} has to add the app before it can do anything here.`;
  return renderEmpty(`${APP_NAME} is not installed`, text, installLink(workspace, 'primary'));
}

function drawer(slack: SimulatedSlack, workspace: Workspace): Html {
  return html`<aside class="drawer" id="conditions" aria-label="Conditions" hidden>
<header><h2>Conditions</h2><button type="button" class="plain" data-testid="conditions-close" aria-label="Close">✕</button></header>
${renderConditionForm()}
<div data-testid="conditions-panel" id="conditions-panel">${renderConditionsPanel(slack, workspace)}</div></aside>`;
}
