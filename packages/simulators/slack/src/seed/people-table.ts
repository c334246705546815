import type { PersonKind } from '../state/state.ts';
import type { PersonSpec } from '../state/workspaces.ts';

/** Reads lines of `Name | Title | pronouns` of people with the same place and language. */
export function people(kind: PersonKind, timeZone: string, locale: string, lines: readonly string[]): PersonSpec[] {
  return lines.map((line) => {
    const [realName = '', title = '', pronouns = ''] = line.split('|').map((part) => part.trim());
    return { realName, title, pronouns, kind, timeZone, locale };
  });
}
