import type { ratings } from '@crescendo/contracts';

export type Rating = (typeof ratings)[number];

/** The comments of the demo's people on lessons; each goes with a rating. */
export const comments: readonly { rating: Rating; text: string }[] = [
  { rating: 'helpful', text: 'Tried this in our stand-up the same day. Two people spoke who usually do not.' },
  { rating: 'too-easy', text: 'Good reminder, but I knew this one. More examples from engineering would be nice.' },
  { rating: 'too-hard', text: 'I am not sure I got why the second option is wrong. A longer explanation would help.' },
  { rating: 'helpful', text: 'Short enough to read between two calls. Thank you!' },
  { rating: 'not-helpful', text: 'I do not lead meetings, so I could not use it.' },
  { rating: 'helpful', text: 'Forwarded the reading to my team. Could we have one about onboarding?' },
];
