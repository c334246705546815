import { z } from 'zod';
import { ignored, type Received } from '../received.ts';
import { deliveryId, slackId } from '../shapes.ts';
import { notice } from '../views/notice.ts';

/** An interaction we do not support, and how we answer it, so that nobody's act meets silence. */
export type Unserved =
  /** The answer to the request says so; the code labels a metric. */
  | { kind: 'answered'; code: string; body: object }
  /** A window says so, since the answer cannot. */
  | { kind: 'told'; code: string; team: string; delivery: string; text: string };

const whereThingsAre =
  'You find your lessons, Start and Stop in Crescendo’s Home tab. For a list of commands, type /crescendo help.';
const outdated = 'This belongs to an older version of Crescendo and no longer works.';

const by = z.object({ team: z.object({ id: slackId }), trigger_id: deliveryId });

/** A window for the person who acted; only counted if Slack gave us no trigger to open one. */
function told(payload: unknown, code: string, text: string): Unserved | Received {
  const known = by.safeParse(payload);
  if (!known.success) return ignored(code);
  return { kind: 'told', code, team: known.data.team.id, delivery: known.data.trigger_id, text };
}

/** A button or menu that we no longer show. */
export const unknownAction = (payload: unknown) => told(payload, 'unknown-action', `${outdated} ${whereThingsAre}`);

/** A form that we no longer show: a notice replaces it. */
export const unknownForm = (): Unserved => ({
  kind: 'answered',
  code: 'unknown-form',
  body: { response_action: 'update', view: notice(`${outdated} ${whereThingsAre}`) },
});

const notTheirs =
  'Crescendo is here for the people of the workspace that added it. It keeps nothing about you. To learn with it, ask for it in your own workspace.';

/** Someone of another workspace pressed something in a shared channel. */
export const strangerActed = (payload: unknown) => told(payload, 'stranger-acted', notTheirs);

/** The same for a form: a notice replaces it. */
export const strangerSubmitted = (): Unserved => ({
  kind: 'answered',
  code: 'stranger-acted',
  body: { response_action: 'update', view: notice(notTheirs) },
});

const noOptions: Unserved = { kind: 'answered', code: 'suggestion-asked', body: { options: [] } };

const dialog = z.object({ submission: z.record(z.string().max(300), z.unknown()).catch({}) });

/** An error at a dialog's first field: the only text that Slack accepts in answer to a dialog. */
function dialogAnswer(payload: unknown): Unserved | Received {
  const [name] = Object.keys(dialog.safeParse(payload).data?.submission ?? {});
  if (name === undefined) return ignored('legacy-dialog');
  return { kind: 'answered', code: 'legacy-dialog', body: { errors: [{ name, error: outdated }] } };
}

/**
 * The answers to unsupported kinds of interaction, each in the form that Slack accepts. Source:
 * docs.slack.dev/reference/interaction-payloads, docs.slack.dev/legacy.
 */
export function unserved(type: string, payload: unknown): Unserved | Received {
  switch (type) {
    case 'shortcut':
    case 'message_action':
      return told(payload, 'shortcut', `This shortcut no longer exists. ${whereThingsAre}`);
    case 'block_suggestion':
    case 'dialog_suggestion':
      return noOptions;
    case 'interactive_message': {
      const text = `${outdated} ${whereThingsAre}`;
      return {
        kind: 'answered',
        code: 'legacy-message',
        body: { response_type: 'ephemeral', replace_original: false, text },
      };
    }
    case 'dialog_submission':
      return dialogAnswer(payload);
    case 'view_closed':
    case 'dialog_cancellation':
      return ignored('view-closed'); // the person wanted to close it
    default:
      return ignored('unknown-interaction');
  }
}
