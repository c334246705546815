import { z } from 'zod';
import { malformed, parseJson, type Received } from '../received.ts';
import { readAction } from './read-action.ts';
import { readForm } from './read-form.ts';
import { type Unserved, unserved } from './unserved.ts';

/** Reads an interaction from the form field `payload` (JSON). Throws `malformed-body`. */
export function readInteraction(form: URLSearchParams): Received | Unserved {
  const payload = parseJson(form.get('payload') ?? '');
  const parsed = z.object({ type: z.string() }).safeParse(payload);
  if (!parsed.success) throw malformed();
  switch (parsed.data.type) {
    case 'block_actions':
      return readAction(payload);
    case 'view_submission':
      return readForm(payload);
    default:
      return unserved(parsed.data.type, payload);
  }
}
