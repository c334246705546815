import { sendProblem } from '@crescendo/chassis';
import type { Request, Response } from 'express';
import { html } from './html.ts';
import { sendPage } from './page.ts';

/** Answers that there is no receipt here: a browser gets a page with the possible reasons. */
export function sendNoReceipt(request: Request, response: Response): void {
  if (request.accepts(['html', 'application/problem+json', 'json']) !== 'html') {
    sendProblem(response, { status: 404, code: 'receipt-unknown', title: 'There is no such receipt', retry: false });
    return;
  }
  sendPage(response, {
    status: 404,
    title: 'There is no receipt here',
    body: html`
<p>A receipt is issued when everything of a workspace is erased, within 48 hours after it left; until then its address leads here. After that time, please check that you copied the whole link.</p>
<p class="soft">A person’s receipt belongs to that person and is not published.</p>`,
  });
}
