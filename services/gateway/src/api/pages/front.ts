import type { RequestHandler } from 'express';
import { html } from './html.ts';
import { sendPage } from './page.ts';

/** `GET /`: what this is, and how to install it. */
export const frontPage: RequestHandler = (_request, response) =>
  sendPage(response, {
    status: 200,
    title: 'A few minutes of inclusion at work, inside Slack',
    body: html`
<p>Crescendo sends short lessons on diversity, equity and inclusion as Slack messages, at a good moment of the working day. You read, answer one question, and the next lesson fits you better.</p>
<p><a class="button" href="/slack/install">Add to Slack</a></p>
<ul class="soft">
<li>Nobody gets a lesson before they press Start themselves, and Stop works at once.</li>
<li>Nobody at work sees one person’s answers.</li>
<li>Names and pictures are never stored.</li>
</ul>`,
  });
