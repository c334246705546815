import { sendProblem } from '@crescendo/chassis';
import type { Request, Response } from 'express';
import { html } from './html.ts';
import { sendPage } from './page.ts';

type Explanation = { status: number; title: string; text: string };

const startOver = 'Start over from this browser: it takes a minute, and nothing was changed in your workspace.';

const explanations: Record<string, Explanation> = {
  'install-denied': {
    status: 403,
    title: 'Crescendo was not added',
    text: 'The request was not allowed in Slack, so nothing was installed. If your workspace asks an administrator to approve apps, ask them first; then start over.',
  },
  'state-missing': { status: 400, title: 'This link is not complete', text: startOver },
  'state-unknown': {
    status: 400,
    title: 'This link cannot be used',
    text: 'Each installation link works once, and this one was used before or is not one of ours. If you see Crescendo under Apps in Slack, you are done; if not, start over.',
  },
  'state-expired': {
    status: 400,
    title: 'This took a little too long',
    text: `An installation has to be finished within ten minutes. ${startOver}`,
  },
  'other-browser': {
    status: 403,
    title: 'This was started in another browser',
    text: `For your safety, finish an installation in the browser where you started it, with cookies allowed. ${startOver}`,
  },
  'organisation-install': {
    status: 422,
    title: 'Please pick a workspace',
    text: 'Crescendo is installed in one workspace at a time, not for a whole organisation. Start over and pick a workspace in Slack’s list.',
  },
  'scopes-missing': {
    status: 422,
    title: 'Slack did not give Crescendo all permissions',
    text: 'Crescendo needs all the permissions on Slack’s page to send lessons. Start over and allow them all.',
  },
  invalid_code: { status: 400, title: 'Slack no longer takes this link', text: startOver },
};

const away: Explanation = {
  status: 503,
  title: 'That did not work just now',
  text: 'It is on our side or Slack’s, not yours. Please try again in a minute.',
};
const refused: Explanation = {
  status: 422,
  title: 'Slack did not allow the installation',
  text: 'Please start over. If it happens again, the code below says why.',
};

/**
 * Answers a failed installation. A browser gets a page that says what happened and what to do next, with a stable code
 * to quote; any other client a problem document (RFC 9457).
 *
 * @param problem.retry whether the same may work later; chooses the words if the code has none of its own
 */
export function sendNotInstalled(
  request: Request,
  response: Response,
  { code, retry }: { code: string; retry: boolean },
): void {
  const known = Object.hasOwn(explanations, code) ? explanations[code] : undefined;
  const { status, title, text } = known ?? (retry ? away : refused);
  if (request.accepts(['html', 'application/problem+json', 'json']) !== 'html') {
    sendProblem(response, { status, code, title, detail: text, retry });
    return;
  }
  sendPage(response, {
    status,
    title,
    body: html`
<p>${text}</p>
<p><a class="button" href="/slack/install">Start over</a></p>
<p class="soft">Code: <code>${code}</code></p>`,
  });
}
