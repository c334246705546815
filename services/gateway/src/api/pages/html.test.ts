import { expect, test } from 'vitest';
import { html } from './html.ts';

test('what is put into a page is text, never markup', () => {
  expect(html`<p title="${`"'`}">${'<script>&'}</p>`.html).toBe('<p title="&quot;&#39;">&lt;script&gt;&amp;</p>');
});

test('a piece of a page stays as it is', () => {
  expect(html`<main>${html`<b>${'a'}</b>`}</main>`.html).toBe('<main><b>a</b></main>');
});
