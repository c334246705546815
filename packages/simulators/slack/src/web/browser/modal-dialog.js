import { answersIn, putAnswers } from './answers.js';
import { keepFocus } from './keep-focus.js';

/** Shows the top modal, or none. A changed modal keeps the typed text and the focus, as in Slack. */
export function showModal(content) {
  const dialog = document.getElementById('modal');
  const before = dialog.querySelector('form');
  const draft = document.createElement('template');
  draft.innerHTML = content;
  const next = draft.content.querySelector('form');
  if (before?.dataset.viewId === next?.dataset.viewId && before?.dataset.hash === next?.dataset.hash) {
    if (next && !dialog.open) dialog.showModal();
    return;
  }
  const isSame = before && next && before.dataset.viewId === next.dataset.viewId;
  const typed = isSame ? answersIn(before) : undefined;
  const scrolled = isSame ? before.querySelector('.fields-of-form').scrollTop : 0;
  keepFocus(dialog, () => {
    dialog.replaceChildren(draft.content);
    if (typed) putAnswers(dialog, typed);
  });
  if (next) next.querySelector('.fields-of-form').scrollTop = scrolled;
  if (dialog.open && next && !dialog.contains(document.activeElement)) focusFirst(next);
  if (next && !dialog.open) dialog.showModal();
  if (!next && dialog.open) dialog.close();
}

/** Focuses a modal without focus: the element that the app wants, or the first field. */
function focusFirst(form) {
  const wanted = form.querySelector('[autofocus]') ?? form.querySelector('.block.input :is(input, select, textarea)');
  (wanted ?? form.querySelector('.fields-of-form')).focus();
}

/** Writes objections under their inputs, and focuses the first of these. */
export function showProblems(form, invalid) {
  for (const block of form.querySelectorAll('.block.input')) {
    const problem = block.querySelector('.problem');
    const text = invalid[block.dataset.blockId];
    problem.hidden = !text;
    problem.textContent = text ?? '';
    block.querySelector('[data-input]')?.setAttribute('aria-invalid', String(Boolean(text)));
  }
  form.querySelector('[aria-invalid="true"]')?.focus();
}

/** Shows a warning above the form, or removes it. */
export function showTrouble(form, text) {
  const trouble = form.querySelector('.trouble');
  trouble.hidden = !text;
  trouble.textContent = text ? `⚠ ${text}` : '';
}
