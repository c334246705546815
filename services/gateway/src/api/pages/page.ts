import type { Response } from 'express';
import { type Html, html } from './html.ts';

const styles: Html = {
  html: `
  :root { color-scheme: light dark; --ink: #1f2430; --soft: #5b6475; --paper: #f6f4ef; --card: #fff; --line: #e4dfd4; --accent: #5b2a86; --on: #fff }
  @media (prefers-color-scheme: dark) {
    :root { --ink: #f1eff5; --soft: #b3adc0; --paper: #17141d; --card: #221e2b; --line: #3a3447; --accent: #c9a2f2; --on: #1d1327 }
  }
  * { box-sizing: border-box }
  body { margin: 0; min-height: 100vh; display: grid; place-items: center; padding: 24px; background: var(--paper); color: var(--ink);
    font: 17px/1.6 system-ui, -apple-system, 'Segoe UI', Roboto, sans-serif }
  main { width: min(34rem, 100%); padding: 40px; background: var(--card); border: 1px solid var(--line); border-radius: 20px }
  .mark { display: flex; gap: 5px; align-items: end; height: 34px; margin: 0 0 28px }
  .mark i { width: 8px; border-radius: 4px; background: var(--accent) }
  .mark i:nth-child(1) { height: 25% } .mark i:nth-child(2) { height: 45% } .mark i:nth-child(3) { height: 70% } .mark i:nth-child(4) { height: 100% }
  h1 { margin: 0 0 12px; font-size: 28px; line-height: 1.25; text-wrap: balance }
  p, ul { margin: 0 0 16px } ul { padding-left: 20px }
  .soft { color: var(--soft); font-size: 15px }
  .button { display: inline-block; margin: 8px 0 16px; padding: 12px 22px; border-radius: 12px; background: var(--accent); color: var(--on);
    font-weight: 600; text-decoration: none }
  .button:focus-visible { outline: 3px solid var(--ink); outline-offset: 3px }
  code { font-size: 14px }
  @media (max-width: 30rem) { main { padding: 28px 22px } }
`,
};

/** Answers with an HTML page: no scripts, nothing from elsewhere, nobody's name. */
export function sendPage(response: Response, page: { status: number; title: string; body: Html }): void {
  const whole = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${page.title} · Crescendo</title>
<link rel="icon" href="data:,">
<style>${styles}</style>
</head>
<body>
<main>
<div class="mark" aria-hidden="true"><i></i><i></i><i></i><i></i></div>
<h1>${page.title}</h1>
${page.body}
</main>
</body>
</html>
`;
  response.status(page.status).type('html').set('Cache-Control', 'no-store').send(whole.html);
}
