import { personPath } from './client.js';
import { control } from './control.js';
import { refresh } from './parts.js';
import { toast } from './toast.js';

/** Sends the text of the message box. */
export function listenForMessages() {
  const form = document.querySelector('.composer');
  form?.addEventListener('submit', async (event) => {
    event.preventDefault();
    const text = form.elements.text.value.trim();
    if (!text) return;
    form.elements.text.value = '';
    const outcome = await control('POST', `${personPath}/say`, { text });
    if (outcome.warning) toast(outcome.warning);
    await refresh();
  });
}
