const CHOICES = ['radio', 'checkbox'];

/**
 * Runs `change`, which may replace elements of `part`, and returns the focus to its element, or to that element's
 * message if the element is gone.
 */
export function keepFocus(part, change) {
  const focused = part.contains(document.activeElement) ? document.activeElement : undefined;
  const selector = focused && selectorOf(focused);
  const message = focused && messageOf(focused);
  const caret = focused && caretOf(focused);
  change();
  if (!focused || focused.isConnected) return;
  const again = part.querySelector(selector);
  if (again) focusOn(again, caret);
  else if (message) focusOn(part.querySelector(message));
}

function focusOn(element, caret) {
  if (!element) return;
  if (element.dataset.ts) element.tabIndex = -1;
  element.focus({ preventScroll: true });
  if (caret && element.setSelectionRange) element.setSelectionRange(...caret);
}

/** A selector that finds an element's replacement: by its names and, for a choice, its value. */
function selectorOf(element) {
  const names = ['id', 'name', 'data-testid', 'data-action-id', 'data-block-id', ...dataOf(element)];
  if (CHOICES.includes(element.type)) names.push('value');
  const known = [...new Set(names)].filter((name) => element.hasAttribute(name));
  return `${messageOf(element)} ${element.tagName}${known.map((name) => `[${name}="${CSS.escape(element.getAttribute(name))}"]`).join('')}`;
}

/** A selector of the element's message; empty if it is in none. */
function messageOf(element) {
  const ts = element.closest('[data-ts]')?.dataset.ts;
  return ts ? `[data-ts="${CSS.escape(ts)}"]` : '';
}

/** Our own attributes that tell several such elements apart. */
function dataOf(element) {
  return ['data-remove-condition', 'data-replay', 'data-remove-app', 'data-move-clock'].filter((name) =>
    element.hasAttribute(name),
  );
}

function caretOf(element) {
  return typeof element.selectionStart === 'number' ? [element.selectionStart, element.selectionEnd] : undefined;
}
