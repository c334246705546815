import type { PersonalTag } from '@crescendo/contracts';

const untilWithdrawn = 'until the person withdraws, leaves or the relationship ends, then 48 hours';

/** What delivery needs to know about a person. */
export const identity = (about: string): PersonalTag => ({
  category: 'identity',
  purpose: 'delivery',
  basis: 'contract',
  retention: 'until the person leaves or the relationship ends, then 48 hours',
  about,
});

/** What a person learned, and what was decided for them. */
export const learning = (about: string): PersonalTag => ({
  category: 'learning',
  purpose: 'learning',
  basis: 'consent',
  retention: untilWithdrawn,
  about,
});

/** What a person said about the lessons. */
export const feedback = (about: string): PersonalTag => ({
  category: 'feedback',
  purpose: 'improvement',
  basis: 'consent',
  retention: untilWithdrawn,
  about,
});
