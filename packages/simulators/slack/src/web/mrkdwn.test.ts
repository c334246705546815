import { expect, test } from 'vitest';
import type { Person, Workspace } from '../state/state.ts';
import { html } from './html.ts';
import { renderMrkdwn, renderText } from './mrkdwn.ts';
import type { Reader } from './reader.ts';

const amara: Person = {
  id: 'U1',
  kind: 'member',
  handle: 'amara.okafor',
  realName: 'Amara Okafor',
  displayName: 'Amara',
  title: '',
  pronouns: '',
  email: '',
  timeZone: 'America/Denver',
  locale: 'en-GB',
  avatarHash: '',
  deactivated: false,
  updated: 0,
};
const workspace: Workspace = {
  id: 'T1',
  name: 'Testing Grounds',
  domain: 'testing',
  people: [amara],
  directMessages: [],
  homes: {},
  modals: {},
};
const reader: Reader = { workspace, person: amara, now: Date.parse('2026-03-10T16:00:00Z') };
const render = (text: string) => String(renderMrkdwn(text, reader));

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
  ['<!date^1773219600^{date_short_pretty} at {time}|in March>', 'tomorrow at 3:00'],
  ['<!date^1773392400^{date_short} at {time}|in March>', '13 Mar 2026 at 3:00'],
  ['<!date^1773219600^{century}|in March>', 'in March'],
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
  expect(String(renderText({ type: 'plain_text', text: '*not bold*' }, reader))).toBe('*not bold*');
});
