import type { SimulatedSlack } from '../slack.ts';
import { attributes, type Html, html } from './html.ts';

/** The frame of every page. */
export function renderDocument(title: string, body: Html): string {
  return `<!doctype html>
${html`<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<link rel="icon" href="/app-picture.svg">
<link rel="stylesheet" href="/assets/style.css">
<script type="module" src="/assets/page.js"></script>
</head>
<body><a class="skip" href="#main">Skip to the content</a>${body}</body>
</html>`}`;
}

/** The dialog for confirmation questions; the page fills it. */
export function renderConfirmDialog(): Html {
  return html`<dialog id="confirm" data-testid="confirm" aria-labelledby="confirm-title"></dialog>`;
}

/** The strip of workspaces at the edge. */
export function renderRail(slack: SimulatedSlack, currentTeamId: string | undefined): Html {
  const links = slack.state.workspaces.map((workspace) => {
    const initials = workspace.name
      .split(' ')
      .map((word) => word[0] ?? '')
      .slice(0, 2)
      .join('');
    const link = {
      href: `/client/${workspace.id}`,
      title: workspace.name,
      'aria-current': workspace.id === currentTeamId ? 'true' : undefined,
      'data-testid': 'workspace-link',
      'data-team-id': workspace.id,
    };
    return html`<a${attributes(link)}><span aria-hidden="true">${initials}</span><span class="hidden">${workspace.name}</span></a>`;
  });
  return html`<nav class="rail" aria-label="Workspaces"><a class="all" href="/" aria-label="All workspaces" title="All workspaces">⌂</a>${links}</nav>`;
}

export function renderEmpty(title: string, text: string, action?: Html): Html {
  return html`<div class="empty" data-testid="empty"><h2>${title}</h2><p>${text}</p>${action}</div>`;
}
