import express, { type Router } from 'express';
import { SlackError } from '../api/method.ts';
import type { SimulatedSlack } from '../slack.ts';
import { findWorkspace } from '../state/find.ts';
import { takeResponseUrl } from '../state/response-urls.ts';
import { appMessage, showAppMessage } from './app-message.ts';

/** The addresses given as `response_url`, to which apps answer later. */
export function responseUrlRouter(slack: SimulatedSlack): Router {
  const router = express.Router();
  router.post('/:kind/:team/:at/:secret', express.json({ type: () => true }), (request, response) => {
    const { team, at, secret } = request.params;
    const url = takeResponseUrl(slack, `${team}/${at}/${secret}`);
    const workspace = findWorkspace(slack, String(team));
    if (typeof url === 'string' || !workspace) {
      response.status(404).json({ ok: false, error: typeof url === 'string' ? url : 'no_team' });
      return;
    }
    const message = appMessage.safeParse(request.body);
    if (!message.success) {
      response.status(400).json({ ok: false, error: 'invalid_payload' });
      return;
    }
    try {
      showAppMessage(slack, workspace, url, message.data);
      response.type('text/plain').send('ok');
    } catch (error) {
      if (!(error instanceof SlackError)) throw error;
      response.status(500).json({ ok: false, error: error.code, ...error.details });
    }
  });
  return router;
}
