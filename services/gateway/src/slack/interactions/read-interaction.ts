import { z } from 'zod';
import { ignored, malformed, parseJson, type Received } from '../received.ts';
import { readAction } from './read-action.ts';
import { readForm } from './read-form.ts';

/** Reads what a person did with something we showed them: the form field `payload`, JSON. Throws `malformed-body`. */
export function readInteraction(form: URLSearchParams): Received {
  const payload = parseJson(form.get('payload') ?? '');
  const parsed = z.object({ type: z.string() }).safeParse(payload);
  if (!parsed.success) throw malformed();
  switch (parsed.data.type) {
    case 'block_actions':
      return readAction(payload);
    case 'view_submission':
      return readForm(payload);
    case 'view_closed':
      return ignored('view-closed');
    default:
      return ignored('unknown-interaction');
  }
}
