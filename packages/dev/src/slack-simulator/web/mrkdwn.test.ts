import { expect, test } from 'vitest';
import { html } from './html.ts';
import { renderMrkdwn, renderText } from './mrkdwn.ts';

const render = (text: string) => String(renderMrkdwn(text, (id) => (id === 'U1' ? 'Amara Okafor' : undefined)));

test.each([
  ['*bold*, _slanted_ and ~gone~', '<strong>bold</strong>, <em>slanted</em> and <s>gone</s>'],
  ['`code *as it is*`', '<code>code *as it is*</code>'],
  ['2 * 3 * 4 and snake_case_name', '2 * 3 * 4 and snake_case_name'],
  [
    '<https://example.org/a?b=1&amp;c=2|here>',
    '<a href="https://example.org/a?b=1&amp;c=2" target="_blank" rel="noopener noreferrer">here</a>',
  ],
  ['<@U1> and <@U2>', '<span class="mention">@Amara Okafor</span> and <span class="mention">@U2</span>'],
  ['one\ntwo', 'one<br>two'],
  ['&gt; quoted\nnot', '<blockquote>quoted</blockquote>not'],
  ['5 &lt; 6 &amp; 7', '5 &lt; 6 &amp; 7'],
  [':wave: and :nothing_like_it:', '👋 and :nothing_like_it:'],
])('%s', (mrkdwn, expected) => {
  expect(render(mrkdwn)).toBe(expected);
});

test('what an app sends never becomes markup of the page', () => {
  expect(render('<script>alert(1)</script>')).not.toContain('<script');
  expect(render('<javascript:alert(1)|press>')).not.toContain('<a');
  expect(render('*<img src=x onerror=alert(1)>*')).not.toContain('<img');
  expect(String(html`<p title="${'"><script>'}">`)).toBe('<p title="&quot;&gt;&lt;script&gt;">');
});

test('plain text keeps its marks', () => {
  expect(String(renderText({ type: 'plain_text', text: '*not bold*' }, () => undefined))).toBe('*not bold*');
});
