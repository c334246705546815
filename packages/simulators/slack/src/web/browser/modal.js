import { answersIn } from './answers.js';
import { personPath } from './client.js';
import { control } from './control.js';
import { showProblems, showTrouble } from './modal-dialog.js';
import { refresh } from './parts.js';

/** Sends and closes modals. */
export function listenForModals() {
  const dialog = document.getElementById('modal');
  if (!dialog) return;
  if (dialog.querySelector('form')) dialog.showModal();
  dialog.addEventListener('submit', (event) => {
    event.preventDefault();
    void send(event.target);
  });
  dialog.addEventListener('cancel', (event) => {
    event.preventDefault();
    void close(false);
  });
  dialog.addEventListener('click', (event) => {
    if (event.target.closest('[data-testid="modal-close"]')) void close(false);
    if (event.target.closest('[data-testid="modal-close-all"]')) void close(true);
  });
}

async function send(form) {
  const submit = form.querySelector('[type="submit"]');
  if (!submit || submit.classList.contains('busy')) return;
  submit.classList.add('busy');
  const outcome = await control('POST', `${personPath}/submit`, { answers: answersIn(form) });
  submit.classList.remove('busy');
  showTrouble(form, outcome.warning);
  await refresh();
  if (form.isConnected) showProblems(form, outcome.invalid ?? {});
}

async function close(all) {
  await control('POST', `${personPath}/close`, { all });
  await refresh();
}
