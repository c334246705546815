import type { Html } from './html.ts';

/** The look of the gateway's pages, wide enough for tables, and black on white on paper. */
export const styles: Html = {
  html: `
  :root { color-scheme: light dark; --ink: #1f2430; --soft: #5b6475; --paper: #f6f4ef; --card: #fff; --line: #e4dfd4; --accent: #5b2a86; --late: #a3261b }
  @media (prefers-color-scheme: dark) {
    :root { --ink: #f1eff5; --soft: #b3adc0; --paper: #17141d; --card: #221e2b; --line: #3a3447; --accent: #c9a2f2; --late: #ff9c8f }
  }
  * { box-sizing: border-box }
  body { margin: 0; padding: 32px 24px; background: var(--paper); color: var(--ink);
    font: 16px/1.55 system-ui, -apple-system, 'Segoe UI', Roboto, sans-serif }
  main { width: min(62rem, 100%); margin: 0 auto; padding: 40px; background: var(--card); border: 1px solid var(--line); border-radius: 20px }
  .mark { display: flex; gap: 5px; align-items: end; height: 34px; margin: 0 0 28px }
  .mark i { width: 8px; border-radius: 4px; background: var(--accent) }
  .mark i:nth-child(1) { height: 25% } .mark i:nth-child(2) { height: 45% } .mark i:nth-child(3) { height: 70% } .mark i:nth-child(4) { height: 100% }
  h1 { margin: 0 0 4px; font-size: 30px; line-height: 1.25; text-wrap: balance }
  h2 { margin: 40px 0 8px; font-size: 20px; line-height: 1.3 }
  p { margin: 0 0 14px; max-width: 46rem } ul { margin: 0 0 14px; padding-left: 20px; max-width: 46rem } li { margin: 0 0 6px }
  .lead { margin: 20px 0; padding: 18px 22px; border-left: 4px solid var(--accent); background: var(--paper); border-radius: 0 12px 12px 0; max-width: none; font-size: 18px }
  .lead dd { margin: 0 } .lead a { white-space: nowrap }
  .soft { color: var(--soft); font-size: 15px } .late { color: var(--late); font-weight: 600 }
  dl { display: grid; grid-template-columns: max-content 1fr; gap: 6px 24px; margin: 0 } dt { color: var(--soft) } dd { margin: 0; overflow-wrap: anywhere }
  :focus-visible { outline: 3px solid var(--accent); outline-offset: 3px; border-radius: 4px }
  .wide { overflow-x: auto; background: linear-gradient(to right, var(--card) 30%, transparent) left / 48px 100%, linear-gradient(to left, var(--card) 30%, transparent) right / 48px 100%,
    linear-gradient(to right, var(--line), transparent) left / 16px 100%, linear-gradient(to left, var(--line), transparent) right / 16px 100%;
    background-repeat: no-repeat; background-attachment: local, local, scroll, scroll } .wide table { min-width: 40rem }
  table { width: 100%; border-collapse: collapse; font-size: 15px }
  th, td { padding: 9px 14px 9px 0; border-bottom: 1px solid var(--line); text-align: left; vertical-align: top }
  th { font-weight: 600 } tbody th { white-space: nowrap } thead th { color: var(--soft); font-weight: 500 }
  .number { padding-right: 0; padding-left: 14px; text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap }
  tbody .group th { padding-top: 18px; white-space: normal; overflow-wrap: anywhere } .group span, .group code { font-weight: 400 }
  code { font-size: 13px; overflow-wrap: anywhere } pre { margin: 0 0 14px; padding: 12px 16px; white-space: pre-wrap; overflow-wrap: anywhere; background: var(--paper); border-radius: 10px }
  a { color: var(--accent) }
  @media (max-width: 40rem) { body { padding: 12px } main { padding: 28px 20px } dl { grid-template-columns: 1fr; gap: 0 } dd, .lead dd { margin: 0 0 10px } .lead dd:last-child { margin: 0 } .wide tbody th { white-space: normal } }
  @media print {
    :root { color-scheme: light; --ink: #000; --soft: #444; --paper: #fff; --card: #fff; --line: #bbb; --accent: #000; --late: #000 }
    body { padding: 0; font-size: 11px } main { width: 100%; padding: 0; border: 0 } table { font-size: 10px } code { font-size: 9px } .soft { font-size: 10px }
    .lead { padding: 8px 14px; font-size: 13px } h2 { margin-top: 22px; font-size: 15px; break-after: avoid }
    tr, dl > *, .lead { break-inside: avoid } thead { display: table-header-group } .wide { overflow: visible; background: none } .wide table { min-width: 0 }
  }
  @page { margin: 16mm }
`,
};
