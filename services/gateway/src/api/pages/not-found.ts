import type { RequestHandler } from 'express';
import { html } from './html.ts';
import { sendPage } from './page.ts';

/** There is nothing at this address: for a browser a page with the way on; whoever else asks gets a problem document. */
export const notFound: RequestHandler = (request, response, next) => {
  const looks = ['GET', 'HEAD'].includes(request.method);
  // Who takes anything is no browser: those name pages first.
  if (!looks || request.accepts(['application/problem+json', 'json', 'html']) !== 'html') return next();
  sendPage(response, {
    status: 404,
    title: 'There is nothing here',
    body: html`
<p>The address may be incomplete, or what was here is gone. Lessons are in Slack, in the app <strong>Crescendo</strong>.</p>
<p><a class="button" href="/">What Crescendo is</a></p>`,
  });
};
