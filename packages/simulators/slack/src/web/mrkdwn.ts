import type { AnyText } from '../api/blocks/text.ts';
import { findPerson } from '../state/find.ts';
import { renderDate } from './dates.ts';
import { withEmoji } from './emoji.ts';
import { escapeHtml, Html } from './html.ts';
import type { Reader } from './reader.ts';

const TOKENS = /```([\s\S]+?)```|`([^`\n]+)`|<([^<>\n]+)>/g;

/** Renders a text object as Slack does: mrkdwn with its markup, plain text with only its emoji. */
export function renderText(text: AnyText, reader: Reader): Html {
  if (text.type === 'plain_text') return new Html(lines(escapeHtml(withEmoji(unescaped(text.text)))));
  return renderMrkdwn(text.text, reader);
}

/** Renders Slack's mrkdwn. Source: docs.slack.dev/messaging/formatting-message-text. */
export function renderMrkdwn(text: string, reader: Reader): Html {
  let rendered = '';
  let at = 0;
  for (const match of text.matchAll(TOKENS)) {
    const [whole, block, code, reference] = match;
    rendered += styled(text.slice(at, match.index));
    if (block !== undefined) rendered += `<pre>${escapeHtml(unescaped(block.trim()))}</pre>`;
    else if (code !== undefined) rendered += `<code>${escapeHtml(unescaped(code))}</code>`;
    else rendered += referred(reference ?? '', reader);
    at = match.index + whole.length;
  }
  return new Html(quoted(rendered + styled(text.slice(at))));
}

function styled(text: string): string {
  const mark = (sign: string, tag: string) => (html: string) =>
    html.replace(
      new RegExp(`(^|[\\s(>•])\\${sign}(\\S(?:[^\\${sign}\\n]*\\S)?)\\${sign}(?=$|[\\s.,:;!?)<])`, 'g'),
      `$1<${tag}>$2</${tag}>`,
    );
  const escaped = escapeHtml(withEmoji(unescaped(text)));
  return [mark('*', 'strong'), mark('_', 'em'), mark('~', 's')].reduce((html, apply) => apply(html), escaped);
}

function referred(reference: string, reader: Reader): string {
  const [target = '', label] = reference.split('|');
  if (target.startsWith('@')) return mention(target.slice(1), reader);
  if (target.startsWith('!date^')) return escapeHtml(date(target, reader) ?? label ?? '');
  if (target.startsWith('!')) return escapeHtml(label ?? target.slice(1));
  if (!/^(https?|mailto):/.test(target)) return escapeHtml(`<${reference}>`);
  const address = escapeHtml(unescaped(target));
  return `<a href="${address}" target="_blank" rel="noopener noreferrer">${label ? styled(label) : address}</a>`;
}

function mention(userId: string, { workspace }: Reader): string {
  return `<span class="mention">@${escapeHtml(findPerson(workspace, userId)?.realName ?? userId)}</span>`;
}

/** Renders `!date^<seconds>^<format>^<link>` without its link. */
function date(target: string, reader: Reader): string | undefined {
  const [, seconds, format] = target.split('^');
  return /^\d+$/.test(seconds ?? '') && format ? renderDate(Number(seconds), unescaped(format), reader) : undefined;
}

function quoted(html: string): string {
  const parts = html.split(/(<pre>[\s\S]*?<\/pre>)/);
  return parts.map((part) => (part.startsWith('<pre>') ? part : lines(part))).join('');
}

function lines(html: string): string {
  return html
    .split('\n')
    .map((line) => (line.startsWith('&gt;') ? `<blockquote>${line.slice(4).trim()}</blockquote>` : line))
    .join('<br>')
    .replaceAll('</blockquote><br>', '</blockquote>');
}

/** Slack's texts carry these three characters as entities. */
function unescaped(text: string): string {
  return text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
}
