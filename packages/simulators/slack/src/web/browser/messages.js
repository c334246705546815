import { keepFocus } from './keep-focus.js';

/** Within this many pixels of the end counts as at the end. */
const NEAR = 24;

/** Whether the person is at the newest message; true also after that message has grown below them. */
let atNewest = true;

export function watchMessages() {
  const panel = messagesPanel();
  panel?.addEventListener('scroll', () => {
    atNewest = panel.scrollHeight - panel.clientHeight - panel.scrollTop <= NEAR;
  });
}

export function scrollToNewest() {
  const panel = messagesPanel();
  if (panel) panel.scrollTop = panel.scrollHeight;
  atNewest = true;
}

/**
 * Updates the conversation. It replaces only changed messages and keeps the reader's place; it scrolls to a new message
 * if the person was at the newest one.
 */
export function showMessages(content) {
  const panel = messagesPanel();
  if (!panel) return;
  const draft = document.createElement('template');
  draft.innerHTML = content;
  const before = panel.querySelector('.messages');
  const next = draft.content.querySelector('.messages');
  const last = lastOf(before);
  if (!before || !next) panel.replaceChildren(draft.content);
  else holdingStill(panel, () => keepFocus(panel, () => patch(before, next)));
  if (lastOf(panel.querySelector('.messages')) !== last && atNewest) scrollToNewest();
}

const messagesPanel = () => document.getElementById('messages');

const lastOf = (list) => [...(list?.querySelectorAll('[data-ts]') ?? [])].at(-1)?.dataset.ts;

/** Makes `list` look like `next`; an unchanged message keeps its element. */
function patch(list, next) {
  const there = new Map([...list.children].map((item) => [keyOf(item), item]));
  const wanted = [...next.children].map((item) => {
    const same = there.get(keyOf(item));
    if (same && asItCame(same) === item.outerHTML) return same;
    came.set(item, item.outerHTML);
    return item;
  });
  for (const item of [...list.children]) if (!wanted.includes(item)) item.remove();
  for (const [at, item] of wanted.entries()) {
    const here = list.children[at];
    if (here !== item) list.insertBefore(item, here ?? null);
  }
}

const keyOf = (item) => item.dataset.ts ?? item.textContent;

/** The HTML of items as they came, because the page later marks pressed buttons in them. */
const came = new WeakMap();
const asItCame = (item) => came.get(item) ?? item.outerHTML;

/** Runs `change`, and keeps the message that the person reads, or that has the focus, at its place on the screen. */
function holdingStill(panel, change) {
  const { top } = panel.getBoundingClientRect();
  const items = [...panel.querySelectorAll('[data-ts]')];
  const read =
    items.find((item) => item.contains(document.activeElement)) ??
    items.find((item) => item.getBoundingClientRect().bottom > top);
  const offset = read?.getBoundingClientRect().top;
  change();
  const same = read && panel.querySelector(`[data-ts="${CSS.escape(read.dataset.ts)}"]`);
  const moved = same ? same.getBoundingClientRect().top - offset : 0;
  if (moved !== 0) panel.scrollTop += moved;
}
