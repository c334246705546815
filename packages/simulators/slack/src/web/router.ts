import { join } from 'node:path';
import express, { type Request, type Response, type Router } from 'express';
import type { SimulatedSlack } from '../slack.ts';
import { findPerson, findWorkspace, isActiveHuman } from '../state/find.ts';
import type { Person, Workspace } from '../state/state.ts';
import { renderAppPicture, renderAvatar } from './avatar.ts';
import { clientPage } from './client-page.ts';
import { renderConditionsPanel } from './conditions-panel.ts';
import { renderHome } from './home.ts';
import { rememberTeam } from './last-team.ts';
import { renderMessages } from './messages.ts';
import { renderModal } from './modal.ts';
import { oauthRoutes } from './oauth-routes.ts';
import { streamChanges } from './stream.ts';
import { workspacesPage } from './workspaces-page.ts';

const BROWSER_FILES = join(import.meta.dirname, 'browser');

/** The pages on which a person plays any employee. */
export function webRouter(slack: SimulatedSlack): Router {
  const router = express.Router();
  router.use('/assets', express.static(BROWSER_FILES));
  router.use('/oauth/v2/authorize', oauthRoutes(slack));
  router.get('/', (_request, response) => {
    response.send(workspacesPage(slack));
  });
  router.get('/install/:team', (request, response) => {
    rememberTeam(response, String(request.params.team));
    response.redirect(`${slack.settings.appUrl}/slack/install`);
  });
  router.get('/app_redirect', (request, response) => {
    response.redirect(findWorkspace(slack, String(request.query.team)) ? `/client/${request.query.team}` : '/');
  });
  router.get('/client/:team{/:user}', (request, response) => {
    const workspace = findWorkspace(slack, String(request.params.team));
    if (!workspace) {
      response.redirect('/');
      return;
    }
    rememberTeam(response, workspace.id);
    const person = playable(workspace, request);
    const tab = request.query.tab === 'home' ? 'home' : 'messages';
    response.send(clientPage(slack, workspace, { person, tab }));
  });
  router.get('/client/:team/:user/parts', async (request, response) => {
    await slack.traces?.look();
    withPerson(slack, request, response, (workspace, person) => {
      const reader = { workspace, person, now: slack.clock.now() };
      response.json({
        home: String(renderHome(reader)),
        messages: String(renderMessages(reader)),
        modal: String(renderModal(reader) ?? ''),
        conditions: String(renderConditionsPanel(slack, workspace)),
      });
    });
  });
  router.get('/client/:team/:user/stream', (request, response) => {
    withPerson(slack, request, response, (workspace, person) => {
      streamChanges(slack, { teamId: workspace.id, userId: person.id }, response);
    });
  });
  router.get('/avatars/:team/:user/:picture', (request, response) => {
    withPerson(slack, request, response, (_workspace, person) => sendPicture(response, String(renderAvatar(person))));
  });
  router.get('/app-picture.svg', (_request, response) => {
    sendPicture(response, String(renderAppPicture()));
  });
  return router;
}

function playable(workspace: Workspace, request: Request): Person | undefined {
  const person = findPerson(workspace, String(request.params.user));
  return person && isActiveHuman(person) ? person : undefined;
}

function withPerson(
  slack: SimulatedSlack,
  request: Request,
  response: Response,
  use: (workspace: Workspace, person: Person) => void,
): void {
  const workspace = findWorkspace(slack, String(request.params.team));
  const person = workspace && findPerson(workspace, String(request.params.user));
  if (workspace && person) use(workspace, person);
  else response.status(404).end();
}

function sendPicture(response: Response, svg: string): void {
  response.type('image/svg+xml').set('Cache-Control', 'max-age=3600').send(svg);
}
