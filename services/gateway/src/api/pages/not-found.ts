import type { RequestHandler } from 'express';
import { html } from './html.ts';
import { sendPage } from './page.ts';

/** Answers that there is nothing here: a browser gets a page with links, any other client a problem document. */
export const notFound: RequestHandler = (request, response, next) => {
  const looks = ['GET', 'HEAD'].includes(request.method);
  // A client that accepts anything is not a browser: browsers name HTML first.
  if (!looks || request.accepts(['application/problem+json', 'json', 'html']) !== 'html') return next();
  sendPage(response, {
    status: 404,
    title: 'There is nothing here',
    body: html`
<p>The address may be incomplete, or the page no longer exists. Lessons are in Slack, in the app <strong>Crescendo</strong>.</p>
<p><a class="button" href="/">What Crescendo is</a></p>`,
  });
};
