import { askFirst } from './confirm.js';
import { control } from './control.js';

/** Removes the app from a workspace after the person has confirmed. */
export function listenForRemovals() {
  document.addEventListener('click', (event) => {
    const button = event.target.closest('[data-remove-app]');
    if (button) void remove(button);
  });
}

async function remove(button) {
  if (button.classList.contains('busy') || !(await askFirst(button.dataset.confirm))) return;
  button.classList.add('busy');
  await control('POST', `/sim/workspaces/${button.dataset.removeApp}/uninstall`, {});
  location.reload();
}
