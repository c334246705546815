import type { Response } from 'express';
import { html } from './html.ts';
import { sendPage } from './page.ts';

/** The page after a successful installation, with a link back to Slack if known. */
export const sendInstalledPage = (response: Response, openUrl: string | undefined): void =>
  sendPage(response, {
    status: 200,
    title: 'Crescendo is in your workspace',
    body: html`
<p>In Slack, find <strong>Crescendo</strong> under Apps: everyone who wants lessons presses <strong>Start</strong> there.</p>
${openUrl ? html`<p><a class="button" href="${openUrl}">Open it in Slack</a></p>` : ''}
<p class="soft">Before somebody presses Start, Crescendo only answers them: when they open it for the first time, or write to it. To see what else it can do, type <code>/crescendo help</code> in any conversation.</p>`,
  });
