import { hasPerson, pagePath } from './client.js';
import { listenForMessages } from './composer.js';
import { listenForConditions } from './conditions.js';
import { scrollToNewest, watchMessages } from './messages.js';
import { listenForModals } from './modal.js';
import { refresh } from './parts.js';
import { listenForPeopleSearch } from './people.js';
import { listenForPresses } from './press.js';
import { listenForRemovals } from './remove-app.js';
import { listenForTabs } from './tabs.js';

listenForPeopleSearch();
listenForPresses();
listenForModals();
listenForMessages();
listenForConditions();
listenForRemovals();
listenForTabs();
watchMessages();
scrollToNewest();

if (hasPerson) new EventSource(`${pagePath}/stream`).addEventListener('message', () => void refresh());

for (const select of document.querySelectorAll('[data-submits]')) {
  select.addEventListener('change', () => select.form.submit());
}
