import { defineService } from '@crescendo/chassis';
import { assignments } from './assignments.ts';
import type { Catalogue } from './catalogue.ts';
import { onAnswerGiven } from './handlers/on-answer-given.ts';
import { onConsentWithdrawn } from './handlers/on-consent-withdrawn.ts';
import { onFeedbackGiven } from './handlers/on-feedback-given.ts';
import { onLearningStarted } from './handlers/on-learning-started.ts';
import { onLearningStopped } from './handlers/on-learning-stopped.ts';
import { onLessonRequested } from './handlers/on-lesson-requested.ts';
import { onMessageSent } from './handlers/on-message-sent.ts';
import { onMessageTyped } from './handlers/on-message-typed.ts';
import { onMessagesOpened } from './handlers/on-messages-opened.ts';
import { onSelectionModeChosen } from './handlers/on-selection-mode-chosen.ts';
import { onUserRemoved } from './handlers/on-user-removed.ts';
import { onUserSynced } from './handlers/on-user-synced.ts';
import { onViewRequested } from './handlers/on-view-requested.ts';
import { offerNewLessons } from './jobs/offer-new-lessons.ts';
import { sendDueLessons } from './jobs/send-due-lessons.ts';
import { learners } from './learners.ts';
import { homeRoute } from './routes/home.ts';

export type PersonalizationOptions = {
  catalogue: Catalogue;
  /** The mail address for people who want a human to review a decision. */
  privacyMail: string;
};

/**
 * Owns learning paths: who learns, which lesson comes next and why, when it is sent, and how people answer and rate it.
 */
export function personalization(options: PersonalizationOptions) {
  const { catalogue } = options;
  return defineService({
    name: 'personalization',
    collections: [learners, assignments],
    handlers: [
      onUserSynced,
      onUserRemoved,
      onLearningStarted(catalogue),
      onLearningStopped,
      onMessagesOpened(options),
      onMessageTyped(options),
      onLessonRequested(catalogue),
      onAnswerGiven(catalogue),
      onFeedbackGiven(catalogue),
      onConsentWithdrawn,
      onSelectionModeChosen(catalogue),
      onViewRequested(options),
      onMessageSent,
    ],
    jobs: [sendDueLessons(catalogue), offerNewLessons(catalogue)],
    routes: [homeRoute(options)],
  });
}
