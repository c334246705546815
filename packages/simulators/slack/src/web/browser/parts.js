import { hasPerson, pagePath } from './client.js';
import { keepFocus } from './keep-focus.js';
import { showMessages } from './messages.js';
import { showModal } from './modal-dialog.js';
import { toast } from './toast.js';

const shown = new Map();
let running = false;
let again = false;

/** Updates Home, messages, modal and conditions. Calls during a run cause one more run. */
export async function refresh() {
  if (!hasPerson) return;
  if (running) {
    again = true;
    return;
  }
  running = true;
  try {
    do {
      again = false;
      const response = await fetch(`${pagePath}/parts`);
      if (response.ok) show(await response.json());
    } while (again);
  } catch {
    toast('The simulator can’t be reached. Is it still running?');
  } finally {
    running = false;
  }
}

function show({ home, messages, modal, conditions }) {
  replace('home', home);
  if (isNew('messages', messages)) showMessages(messages);
  replace('conditions-panel', conditions);
  showModal(modal);
}

/** Replaces a part's content unless it is the same; the focus stays on its element. */
function replace(id, content) {
  const part = document.getElementById(id);
  if (!part || !isNew(id, content)) return;
  keepFocus(part, () => {
    part.innerHTML = content;
  });
}

function isNew(id, content) {
  if (shown.get(id) === content) return false;
  shown.set(id, content);
  return true;
}
