import express, { type Request, type Router } from 'express';
import { allow, deny, mayInstall, readAuthorizeRequest } from '../oauth/authorize.ts';
import type { SimulatedSlack } from '../slack.ts';
import { findPerson, findWorkspace } from '../state/find.ts';
import { authorizePage, authorizeProblemPage } from './authorize-page.ts';
import { lastTeam } from './last-team.ts';

/** `/oauth/v2/authorize`: the page, and what Allow and Cancel do. */
export function oauthRoutes(slack: SimulatedSlack): Router {
  const router = express.Router();
  router.get('/', (request, response) => {
    const query = queryOf(request);
    const asked = readAuthorizeRequest(slack, query);
    if (typeof asked === 'string') {
      response.status(400).send(authorizeProblemPage(asked));
      return;
    }
    const current = findWorkspace(slack, query.get('team') ?? lastTeam(request) ?? '');
    response.send(authorizePage(slack, { scopes: asked.scopes, query: query.toString(), current }));
  });
  router.post('/', express.urlencoded({ extended: false }), (request, response) => {
    const asked = readAuthorizeRequest(slack, queryOf(request));
    if (typeof asked === 'string') {
      response.status(400).send(authorizeProblemPage(asked));
      return;
    }
    const { decision, team, user } = request.body as Record<string, string | undefined>;
    const workspace = findWorkspace(slack, team ?? '');
    const person = workspace && findPerson(workspace, user ?? '');
    if (decision !== 'allow') response.redirect(deny(asked));
    else if (workspace && person && mayInstall(person)) response.redirect(allow(slack, asked, { workspace, person }));
    else response.status(400).send(authorizeProblemPage('not_allowed_to_install'));
  });
  return router;
}

function queryOf(request: Request): URLSearchParams {
  return new URL(request.originalUrl, 'http://localhost').searchParams;
}
