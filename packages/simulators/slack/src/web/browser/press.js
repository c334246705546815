import { answerOf } from './answers.js';
import { personPath } from './client.js';
import { askFirst } from './confirm.js';
import { control } from './control.js';
import { refresh } from './parts.js';
import { toast } from './toast.js';

const PRESSED = 'button[data-action-id], a[data-action-id]';

/** Tells the app at once of every press, and of every choice that it wants at once. */
export function listenForPresses() {
  document.addEventListener('click', (event) => {
    const pressed = event.target.closest(PRESSED);
    if (!pressed) return;
    pressed.closest('details')?.removeAttribute('open');
    void tell(pressed, pressed.dataset.value);
  });
  document.addEventListener('change', (event) => {
    const input = event.target.closest('[data-input][data-dispatches]');
    if (input && input.dataset.element !== 'plain_text_input') void tell(input, answerOf(input) ?? '');
  });
}

async function tell(element, value) {
  const place = element.closest('[data-on]');
  if (!place || element.classList.contains('busy') || !(await askFirst(element.dataset.confirm))) return;
  element.classList.remove('failed');
  element.classList.add('busy');
  const outcome = await control('POST', `${personPath}/click`, {
    on: place.dataset.on,
    messageTs: place.dataset.messageTs,
    blockId: element.dataset.blockId,
    actionId: element.dataset.actionId,
    value,
  });
  element.classList.remove('busy');
  element.classList.toggle('failed', !outcome.ok);
  if (outcome.warning) toast(outcome.warning);
  await refresh();
}
