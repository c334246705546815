import { APP_NAME } from '../app.ts';
import { renderBlocks } from './blocks.ts';
import { attributes, type Html, html } from './html.ts';
import { renderEmpty } from './layout.ts';
import type { Reader } from './reader.ts';

/** The app's Home as published for this person. */
export function renderHome(reader: Reader): Html {
  const { workspace, person } = reader;
  const home = workspace.homes[person.id];
  if (!home) {
    return renderEmpty(
      'This is a work in progress',
      `${APP_NAME} has not published a Home for ${person.realName} yet.`,
    );
  }
  const shared = {
    class: 'home',
    'data-testid': 'home',
    'data-on': 'home',
    'data-view-id': home.id,
    'data-hash': home.hash,
  };
  return html`<div${attributes(shared)}>${renderBlocks(home.blocks, { reader, values: home.values })}</div>`;
}
