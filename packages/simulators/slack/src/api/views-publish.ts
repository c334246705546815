import { z } from 'zod';
import { findPerson } from '../state/find.ts';
import { publishHome } from '../state/views.ts';
import { readView, structured, text } from './arguments.ts';
import { type ApiMethod, refusal, SlackError } from './method.ts';
import { toSlackView } from './view-shape.ts';

interface Given {
  user_id: string;
  view?: unknown;
  hash?: string | undefined;
}

/**
 * Publishes one person's Home; with `hash`, only if the current version has that hash.
 * https://docs.slack.dev/reference/methods/views.publish
 */
export const viewsPublish: ApiMethod<Given> = {
  name: 'views.publish',
  tier: 'tier4',
  arguments: z.object({ user_id: text, view: structured, hash: z.string().optional() }),
  call(given, { slack, workspace }) {
    if (!findPerson(workspace, given.user_id)) throw new SlackError('user_not_found');
    const payload = readView(given.view);
    if (payload.type !== 'home') {
      throw refusal('invalid_arguments', ['must be one of: home [json-pointer:/view/type]']);
    }
    if (given.hash && given.hash !== workspace.homes[given.user_id]?.hash) throw new SlackError('hash_conflict');
    return { view: toSlackView(workspace, publishHome(slack, workspace, given.user_id, payload)) };
  },
};
