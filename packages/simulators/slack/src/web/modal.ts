import { APP_NAME } from '../app.ts';
import { modalsOf } from '../state/find.ts';
import { APP_PICTURE_URL } from './avatar.ts';
import { renderBlocks } from './blocks.ts';
import { attributes, type Html, html } from './html.ts';
import type { Reader } from './reader.ts';

/** This person's top modal; nothing if none is open. */
export function renderModal(reader: Reader): Html | undefined {
  const { workspace, person } = reader;
  const stack = modalsOf(workspace, person.id);
  const view = stack.at(-1);
  if (!view) return undefined;
  const shared = {
    'data-view-id': view.id,
    'data-hash': view.hash,
    'data-callback-id': view.callbackId,
    'data-on': 'modal',
  };
  const back = stack.length > 1;
  const submit =
    view.submit &&
    html`<button type="submit" class="button primary" data-testid="modal-submit">${view.submit.text}</button>`;
  return html`<form class="modal" novalidate${attributes(shared)}>
<header><img src="${APP_PICTURE_URL}" alt="" width="28" height="28"><h2 id="modal-title">${view.title?.text ?? APP_NAME}</h2><button type="button" class="plain" data-testid="modal-close-all" aria-label="Close">✕</button></header>
<p class="trouble" role="alert" hidden></p>
<div class="fields-of-form" role="region" aria-labelledby="modal-title" tabindex="0">${renderBlocks(view.blocks, { reader, values: view.values })}</div>
<footer><button type="button" class="button" data-testid="modal-close">${back ? 'Back' : (view.close?.text ?? 'Cancel')}</button>${submit}</footer>
</form>`;
}
