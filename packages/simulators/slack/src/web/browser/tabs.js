import { client, isPlaying, personPath } from './client.js';
import { control } from './control.js';
import { scrollToNewest } from './messages.js';
import { refresh } from './parts.js';

/** Opens the page's tab, then each tab that the person chooses; the app is told each time. */
export function listenForTabs() {
  if (!isPlaying) return;
  const links = [...document.querySelectorAll('[data-tab-link]')];
  for (const [at, link] of links.entries()) {
    link.addEventListener('click', (event) => {
      event.preventDefault();
      void open(link.dataset.tabLink);
    });
    link.addEventListener('keydown', (event) => {
      if (event.key !== 'ArrowLeft' && event.key !== 'ArrowRight') return;
      const step = event.key === 'ArrowRight' ? 1 : links.length - 1;
      links[(at + step) % links.length].focus();
    });
  }
  void open(client.dataset.tab);
}

async function open(tab) {
  client.dataset.tab = tab;
  history.replaceState(null, '', `?tab=${tab}`);
  for (const link of document.querySelectorAll('[data-tab-link]')) {
    const isOpen = link.dataset.tabLink === tab;
    link.setAttribute('aria-selected', String(isOpen));
    document.getElementById(link.dataset.tabLink).hidden = !isOpen;
  }
  document.querySelector('.composer').hidden = tab !== 'messages';
  scrollToNewest();
  const home = document.getElementById('home');
  home.classList.toggle('loading', tab === 'home' && !home.querySelector('[data-testid="home"]'));
  await control('POST', `${personPath}/open`, { tab });
  await refresh();
  home.classList.remove('loading');
}
