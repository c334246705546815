import { z } from 'zod';
import { findView } from '../state/find.ts';
import { replaceView } from '../state/views.ts';
import { readView, structured } from './arguments.ts';
import { type ApiMethod, refusal, SlackError } from './method.ts';
import { toSlackView } from './view-shape.ts';

interface Given {
  view_id?: string | undefined;
  external_id?: string | undefined;
  view?: unknown;
  hash?: string | undefined;
}

/**
 * Replaces a view that is open or published; a closed one is `not_found`. It replaces the whole view, including the
 * app's `external_id`, which is lost unless the call gives it again.
 * https://docs.slack.dev/reference/methods/views.update
 */
export const viewsUpdate: ApiMethod<Given> = {
  name: 'views.update',
  tier: 'tier4',
  arguments: z.object({
    view_id: z.string().optional(),
    external_id: z.string().optional(),
    view: structured,
    hash: z.string().optional(),
  }),
  call(given, { slack, workspace }) {
    if (!given.view_id && !given.external_id) {
      throw refusal('invalid_arguments', ['must provide view_id or external_id']);
    }
    const payload = readView(given.view);
    const view = findView(workspace, {
      ...(given.view_id ? { viewId: given.view_id } : {}),
      ...(given.external_id ? { externalId: given.external_id } : {}),
    });
    if (!view) throw new SlackError('not_found');
    if (view.type !== payload.type)
      throw refusal('invalid_arguments', ['view type may not change [json-pointer:/view/type]']);
    const named = payload.external_id && findView(workspace, { externalId: payload.external_id });
    if (named && named !== view) throw new SlackError('duplicate_external_id');
    if (given.hash && given.hash !== view.hash) throw new SlackError('hash_conflict');
    return { view: toSlackView(workspace, replaceView(slack, workspace, view, payload)) };
  },
};
