import { expect, test } from 'vitest';
import { escapeMrkdwn, mrkdwnLink, toMrkdwn } from './mrkdwn.ts';

test('emphasis, lists and quotes become what Slack shows', () => {
  const markdown = '## Try it\n\n**Bold** and *soft*, `code`\n\n- **One:** a\n- two\n\n1. first\n\n> said';
  expect(toMrkdwn(markdown)).toBe('*Try it*\n\n*Bold* and _soft_, `code`\n\n• *One:* a\n• two\n\n1. first\n\n>said');
});

test('a paragraph is one line, because Slack shows every line break', () => {
  expect(toMrkdwn('one\ntwo\n\n- three\n  four\n- five')).toBe('one two\n\n• three four\n• five');
});

test('text cannot become a mention, a link or an entity', () => {
  expect(toMrkdwn('a < b & <!channel>')).toBe('a &lt; b &amp; &lt;!channel&gt;');
  expect(escapeMrkdwn('<@U1>')).toBe('&lt;@U1&gt;');
});

test('a link keeps its address and its label apart', () => {
  expect(mrkdwnLink('https://a.example/x', 'A | B > C')).toBe('<https://a.example/x|A ¦ B &gt; C>');
});
