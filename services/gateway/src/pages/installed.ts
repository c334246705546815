import type { Response } from 'express';
import { html } from './html.ts';
import { sendPage } from './page.ts';

/** The end of an installation that worked. */
export const sendInstalledPage = (response: Response): void =>
  sendPage(response, {
    status: 200,
    title: 'Crescendo is in your workspace',
    body: html`
<p>You can close this page. In Slack, find <strong>Crescendo</strong> under Apps and open its <strong>Home</strong> tab: everyone who wants lessons presses <strong>Start</strong> there.</p>
<p class="soft">Crescendo writes to nobody who has not pressed Start. To see what else it can do, type <code>/crescendo help</code> in any conversation.</p>`,
  });
