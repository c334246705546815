import { keepFocus } from './keep-focus.js';

/** How near to the end counts as being there, in pixels. */
const NEAR = 24;

/** Whether the person is at the newest message; when a message grows below them, they still are. */
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
 * Brings the conversation up to date. Only messages that are different are put in anew, and whoever reads stays where they
 * are; a new message is shown to who was at the newest.
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

/** Makes `list` look like `next`: each message that has not changed stays the element it is. */
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

/** How items looked when they came: the page marks buttons that are pressed. */
const came = new WeakMap();
const asItCame = (item) => came.get(item) ?? item.outerHTML;

/** Runs `change`, and keeps the message that the person reads, or is in with the keyboard, at its place on the screen. */
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
