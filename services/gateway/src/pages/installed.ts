import type { Response } from 'express';
import { html } from './html.ts';
import { sendPage } from './page.ts';

/** The end of an installation that worked, with the way back into Slack. */
export const sendInstalledPage = (response: Response, openUrl: string): void =>
  sendPage(response, {
    status: 200,
    title: 'Crescendo is in your workspace',
    body: html`
<p>In Slack, find <strong>Crescendo</strong> under Apps and open its <strong>Home</strong> tab: everyone who wants lessons presses <strong>Start</strong> there.</p>
<p><a class="button" href="${openUrl}">Open it in Slack</a></p>
<p class="soft">Crescendo writes to nobody who has not pressed Start. To see what else it can do, type <code>/crescendo help</code> in any conversation.</p>`,
  });
