import { erasureId } from '@crescendo/contracts';
import { UsageError } from './surroundings.ts';

/** The erasure that a command line names. Throws `UsageError`. */
export function whichErasure(given: string | undefined): string {
  if (erasureId.safeParse(given).success && given) return given;
  const wrong = given ? `\`${given}\` is not the id of an erasure.` : 'Which one?';
  throw new UsageError(`${wrong} ERASURE is an id that begins with ers_, as \`crescendo purge list\` shows it.`);
}
