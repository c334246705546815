import { z } from 'zod';
import { defineEvent } from '../event.ts';
import { assignmentId, messageId } from '../ids.ts';
import { usersStream } from '../streams.ts';
import { type PersonalTag, personal, plain, special } from '../tags.ts';

const identity = (about: string): PersonalTag => ({
  category: 'identity',
  purpose: 'delivery',
  basis: 'contract',
  retention: 'until the person leaves or the relationship ends, then 48 hours',
  about,
});
const learning = (about: string): PersonalTag => ({
  category: 'learning',
  purpose: 'learning',
  basis: 'consent',
  retention: 'until the person withdraws, leaves or the relationship ends, then 48 hours',
  about,
});
const feedback = (about: string): PersonalTag => ({
  category: 'feedback',
  purpose: 'improvement',
  basis: 'consent',
  retention: 'until the person withdraws, leaves or the relationship ends, then 48 hours',
  about,
});

/** A message's place in Slack: a direct-message channel and the message's timestamp there. */
export const messagePlace = z.object({ channel: z.string(), ts: z.string() });
export type MessagePlace = z.infer<typeof messagePlace>;

export const userSynced = defineEvent({
  name: 'user-synced',
  summary: 'A person of the workspace is known, or what delivery needs to know of them changed.',
  stream: usersStream,
  producers: ['ingestion'],
  data: z.object({
    /** Milliseconds since the epoch by Slack's clock; the newer wins. */
    version: plain(z.int().nonnegative()),
    timezone: personal(z.string(), identity('IANA time zone, so that lessons come in the daytime')),
    locale: personal(z.string(), identity('Language and region, e.g. en-GB')),
  }),
});

export const userRemoved = defineEvent({
  name: 'user-removed',
  summary: 'A person is no longer in the workspace.',
  stream: usersStream,
  producers: ['ingestion'],
  data: z.object({ version: plain(z.int().nonnegative()) }),
});

/** Set when it was pressed on a message, whose button must then go. */
const pressedOn = personal(messagePlace, identity('The message whose button was pressed'));

/** They pressed the same just before: the state is set again, but it does not count as another act. */
const repeats = plain(z.literal(true)).optional();

export const learningStarted = defineEvent({
  name: 'learning-started',
  summary: 'A person pressed Start: from now on they may be sent lessons.',
  stream: usersStream,
  producers: ['ingestion'],
  data: z.object({ place: pressedOn.optional(), repeats }),
});

export const learningStopped = defineEvent({
  name: 'learning-stopped',
  summary: 'A person pressed Stop: nothing more is sent to them.',
  stream: usersStream,
  producers: ['ingestion'],
  data: z.object({ place: pressedOn.optional(), repeats }),
});

export const messagesOpened = defineEvent({
  name: 'messages-opened',
  summary: 'A person opened the conversation with the app in Slack.',
  stream: usersStream,
  producers: ['ingestion'],
  data: z.object({}),
});

export const messageTyped = defineEvent({
  name: 'message-typed',
  summary: 'A person wrote to the app in Slack. What they wrote is read by nobody and kept nowhere.',
  stream: usersStream,
  producers: ['ingestion'],
  data: z.object({}),
});

export const lessonRequested = defineEvent({
  name: 'lesson-requested',
  summary: 'A person asked for a lesson now: the next one, or one whose sending is unknown once more.',
  stream: usersStream,
  producers: ['ingestion'],
  data: z.object({
    /** Set when a lesson is requested again. */
    again: assignmentId.optional(),
  }),
});

export const answerGiven = defineEvent({
  name: 'answer-given',
  summary: "A person answered a lesson's question.",
  stream: usersStream,
  producers: ['ingestion'],
  data: z.object({
    assignment: assignmentId,
    option: special(z.int().nonnegative(), learning('Which option was chosen, counted from 0')),
    place: personal(messagePlace, identity('The message that was answered')),
  }),
});

export const ratings = ['helpful', 'not-helpful', 'too-easy', 'too-hard'] as const;

export const feedbackGiven = defineEvent({
  name: 'feedback-given',
  summary: 'A person said what they thought of a lesson.',
  stream: usersStream,
  producers: ['ingestion'],
  data: z.object({
    assignment: assignmentId,
    rating: personal(z.enum(ratings), feedback('What they thought of the lesson')).optional(),
    comment: personal(z.string().max(3000), feedback('What they wrote about the lesson')).optional(),
    repeats,
  }),
});

export const selectionModes = ['adaptive', 'same-for-all'] as const;

export const selectionModeChosen = defineEvent({
  name: 'selection-mode-chosen',
  summary: 'A person chose how their lessons are chosen: with their answers, or without.',
  stream: usersStream,
  producers: ['ingestion'],
  data: z.object({ mode: special(z.enum(selectionModes), learning('Whether their answers may be used to choose')) }),
});

/** The categories a person may take back while they go on learning. */
export const withdrawableCategories = ['feedback', 'profile'] as const;

export const consentWithdrawn = defineEvent({
  name: 'consent-withdrawn',
  summary: 'A person took back what they had told of one kind until then; its key is destroyed.',
  stream: usersStream,
  producers: ['ingestion'],
  signed: true,
  data: z.object({
    category: plain(z.enum(withdrawableCategories)),
    /** Newer data of this category arrived first: its key also seals that, so it is not destroyed. */
    givenSince: plain(z.boolean()).optional(),
  }),
});

export const viewRequested = defineEvent({
  name: 'view-requested',
  summary: 'A person opened a window in Slack; the gateway shows it loading, its owner fills it.',
  stream: usersStream,
  producers: ['ingestion'],
  data: z.object({
    view: plain(z.enum(['why', 'comment'])),
    assignment: assignmentId,
    viewId: personal(z.string(), identity('The window, by the name that we gave it at Slack')),
  }),
});

export const homeChanged = defineEvent({
  name: 'home-changed',
  summary: "What a person's App Home shows is not what it should show any more (or was opened and never shown).",
  stream: usersStream,
  producers: ['ingestion', 'personalization', 'purge'],
  data: z.object({}),
});

export const messageSent = defineEvent({
  name: 'message-sent',
  summary: 'A requested message was sent, was refused, or its sending cannot be known.',
  stream: usersStream,
  producers: ['gateway'],
  data: z.object({
    message: messageId,
    outcome: plain(z.enum(['sent', 'failed', 'unknown'])),
    /** A stable code, e.g. Slack's own error name. */
    reason: plain(z.string().regex(/^[a-z0-9_-]{1,60}$/)).optional(),
    place: personal(messagePlace, identity('Where the message stands in Slack')).optional(),
  }),
});
