import { html } from './html.ts';
import { annex, leftTable, othersTable, restTable, systemsTable } from './page-tables.ts';
import type { SignedReceipt } from './receipt.ts';
import { styles } from './styles.ts';
import * as words from './words.ts';

/** Links for the page's reader: absolute addresses, or relative to the page. */
export type Links = { file: string; keys: string };

/**
 * A receipt for people: one HTML page to read and print, without scripts or external resources. It says that it is a
 * rendering and that the signed file counts. All content of the receipt is escaped text.
 */
export function page(signed: SignedReceipt, links: Links): string {
  const { receipt, signature } = signed;
  const { services, deleted, left, keys } = words.totals(receipt);
  const { kept, words: time } = words.inTime(receipt);
  const whole = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>Erasure receipt ${receipt.id} · ${receipt.issuer}</title>
<link rel="icon" href="data:,">
<style>${styles}</style>
</head>
<body>
<main>
<div class="mark" aria-hidden="true"><i></i><i></i><i></i><i></i></div>
<h1>Erasure receipt</h1>
<dl class="lead">
<dt>Who</dt><dd>${words.whose(receipt)}</dd>
<dt>What</dt><dd>${words.counted(deleted, 'row')} deleted in ${words.counted(services, 'service')}, ${words.counted(keys, 'key')} destroyed. ${words.whatIsLeft(left)}</dd>
<dt>When</dt><dd${kept ? '' : html` class="late"`}>Done on ${words.atTime(receipt.clock.done)}. ${time}</dd>
<dt>Afterwards</dt><dd>${words.whenGone(receipt)}</dd>
<dt>Valid?</dt><dd>Signed by ${receipt.issuer} on ${words.atTime(receipt.issuedAt)}. <a href="#check">Anyone can check it</a>, without us.</dd>
</dl>

<h2>About it</h2>
<dl>
${words.facts(receipt).map(([name, value]) => html`<dt>${name}</dt><dd>${value}</dd>\n`)}</dl>

<h2>When</h2>
<dl>
${words.steps(receipt).map(([step, at]) => html`<dt>${step}</dt><dd>${words.atTime(at)}</dd>\n`)}<dt>deadline</dt><dd>${words.atTime(receipt.clock.deadline)}</dd>
</dl>

<h2>What was done, where</h2>
<p class="soft">Methods in the words of NIST SP 800-88 Rev. 2. A dash: nothing that can be counted by customer or person.</p>
${systemsTable(receipt)}

${leftTable(receipt)}

<h2>What others keep, and what we keep</h2>
${othersTable(receipt)}

<h2>What takes its time to go</h2>
<p>Keys go first; what they sealed, and the random ids beside it, follow when the time of their place is up. Freed space in files has no date, and nothing in it opens.</p>
${restTable(receipt)}

<h2 id="check">How to check it</h2>
<p>This page is a rendering. What is signed is <a href="${links.file}">the file</a>: keep it, and have it checked without us, offline, with the <a href="${links.keys}">keys</a> that were published.</p>
<pre><code>crescendo verify ${receipt.id}.json --keys crescendo-receipt-keys.json</code></pre>
<p class="soft">Signed with Ed25519 (RFC 8032) over canonical JSON (RFC 8785), with the key <code>${signature.keyId}</code>. Compare that id with one you got another way than this page, such as in your contract.</p>

<h2>What it says, and what it does not</h2>
<p>${receipt.statement}</p>
<ul>
${words.notes.map((note) => html`<li>${note}</li>\n`)}</ul>

<h2>Annex: every count, with its evidence</h2>
${annex(receipt)}
</main>
</body>
</html>
`;
  return whole.html;
}
