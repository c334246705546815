import type { Receipt } from './body.ts';
import { type Html, html } from './html.ts';
import type { Count, System } from './system.ts';
import * as words from './words.ts';

/** A table that scrolls, by keyboard too, when it is wider than the page. */
const scrolled = (label: string, table: Html): Html =>
  html`<div class="wide" role="region" aria-label="${label}" tabindex="0">${table}</div>`;

const number = (count: number): Html => html`<td class="number">${words.amount(count)}</td>`;
const noNumbers = html`<td class="number">–</td><td class="number">–</td><td class="number">–</td>`;

function numbersOf(counts: readonly Count[]): Html {
  if (counts.length === 0) return noNumbers;
  const sum = (what: 'before' | 'deleted' | 'after') => number(counts.reduce((all, count) => all + count[what], 0));
  return html`${sum('before')}${sum('deleted')}${sum('after')}`;
}

const numberHeads = html`<th scope="col" class="number">before</th><th scope="col" class="number">deleted</th><th scope="col" class="number">left</th>`;

/** How it was done: stated once for consecutive rows with the same method. */
function manner(systems: readonly System[], at: number): Html | '' {
  const each = systems[at];
  if (each === undefined || words.isSame(systems[at - 1], each)) return '';
  const next = systems.findIndex((other, place) => place > at && !words.isSame(other, each));
  const span = String((next < 0 ? systems.length : next) - at);
  return html`<td rowspan="${span}">${words.methodWords(each.method)}</td><td rowspan="${span}">${each.did}</td>`;
}

/** What was done: a row per system with its counts added up. */
export const systemsTable = ({ systems }: Receipt): Html =>
  scrolled(
    'What was done, where',
    html`<table>
<thead><tr><th scope="col">where</th><th scope="col">method</th><th scope="col">what was done</th>${numberHeads}</tr></thead>
<tbody>
${systems.map((each, at) => html`<tr><th scope="row">${words.place(each)}</th>${manner(systems, at)}${numbersOf(each.counts)}</tr>\n`)}</tbody>
</table>`,
  );

/** Rows that stay, and why; empty if there are none. */
export function leftTable(receipt: Receipt): Html {
  const left = words.leftOf(receipt);
  if (left.length === 0) return html``;
  return html`<h2>Rows that stay, and why</h2>
${scrolled(
  'Rows that stay, and why',
  html`<table>
<thead><tr><th scope="col">where</th><th scope="col">what</th><th scope="col">why</th><th scope="col" class="number">left</th></tr></thead>
<tbody>
${left.map(({ where, count }) => html`<tr><th scope="row">${where}</th><td>${count.of}</td><td>${count.kept ?? ''}</td>${number(count.after)}</tr>\n`)}</tbody>
</table>`,
)}`;
}

/** What each party keeps, or that it keeps nothing. */
export const othersTable = ({ retained }: Receipt): Html =>
  scrolled(
    'What others keep, and what we keep',
    html`<table>
<thead><tr><th scope="col">who</th><th scope="col">what</th><th scope="col">on which basis</th><th scope="col">until when</th></tr></thead>
<tbody>
${retained.map((row) => html`<tr><th scope="row">${row.name}</th><td>${row.keeps === 'nothing' ? html`<strong>Nothing.</strong> ` : ''}${row.what}</td><td>${row.basis}</td><td>${words.until(row) || '–'}</td></tr>\n`)}</tbody>
</table>`,
  );

/** How long data without keys may still exist. */
export const restTable = ({ horizons }: Receipt): Html =>
  scrolled(
    'What takes its time to go',
    html`<table>
<thead><tr><th scope="col">what</th><th scope="col">gone by</th></tr></thead>
<tbody>
${horizons.map((row) => html`<tr><td>${row.what}</td><td>${words.until(row)}</td></tr>\n`)}</tbody>
</table>`,
  );

const group = (
  each: System,
): Html => html`<tr class="group"><th scope="rowgroup" colspan="4">${words.place(each)}${each.evidence.map(
  ({ of, sha256 }) => html`<br><span class="soft">${of}</span> <code>SHA-256 ${sha256}</code>`,
)}</th></tr>
${each.counts.map(
  (count) => html`<tr><td>${count.of}</td>${number(count.before)}${number(count.deleted)}${number(count.after)}</tr>\n`,
)}`;

/** Every count, under the system that made it. The hash is of that system's own record. */
export const annex = ({ systems }: Receipt): Html =>
  scrolled(
    'Every count, with its evidence',
    html`<table>
<thead><tr><th scope="col">what was counted</th>${numberHeads}</tr></thead>
<tbody>
${systems.filter(({ counts, evidence }) => counts.length > 0 || evidence.length > 0).map(group)}</tbody>
</table>`,
  );
