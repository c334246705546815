const SHOWN_FOR_MS = 7000;

/** Shows a warning for a while at the edge of the page. */
export function toast(text) {
  const item = document.createElement('p');
  item.className = 'toast';
  item.dataset.testid = 'toast';
  item.textContent = `⚠ ${text}`;
  document.querySelector('.toasts')?.append(item);
  setTimeout(() => item.remove(), SHOWN_FOR_MS);
}
