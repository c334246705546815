import { z } from 'zod';
import { mrkdwnLimit, toMrkdwn } from './slack/mrkdwn.ts';

const slug = z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'must be words in lower case joined by hyphens');
const letters = ['A', 'B', 'C', 'D'] as const;

/** A link to someone else's page: it names the owner and carries nothing about the person who follows it (P13). */
const source = z.strictObject({
  title: z.string().min(3).max(150),
  publisher: z.string().min(2).max(80),
  url: z.string().superRefine((text, context) => {
    const url = URL.parse(text);
    if (url?.protocol !== 'https:') context.addIssue('must be an https address');
    else if (url.username || url.password) context.addIssue('must carry no credentials');
    // Queries and fragments carry tracking (utm_source, #:~:text=…), and none of our sources needs one.
    else if (/[?#]/.test(text)) context.addIssue('must carry no query and no fragment');
  }),
});
export type Source = z.infer<typeof source>;

const question = z
  .strictObject({
    text: z.string().min(10).max(300),
    /** Shown as a lettered list, because Slack truncates long button labels. */
    options: z.array(z.string().min(2).max(140)).min(3).max(4),
    /** Authors write the letter that people see; parsed to a position, counted from 0. */
    correct: z.enum(letters).transform((letter) => letters.indexOf(letter)),
    explanation: z.string().min(20).max(600),
  })
  .superRefine(({ options, correct }, context) => {
    if (correct >= options.length) context.addIssue({ code: 'custom', path: ['correct'], message: 'is not an option' });
    if (new Set(options).size < options.length) {
      context.addIssue({ code: 'custom', path: ['options'], message: 'has the same option twice' });
    }
  });

/** The front matter above a lesson's text: YAML between two lines of `---`. */
export const frontMatter = z.strictObject({
  id: slug.max(60),
  language: z.literal('en'),
  title: z.string().min(3).max(100),
  minutes: z.int().min(2).max(4),
  topic: slug,
  /** 1 for everyone, 2 builds on it, 3 asks for practice. */
  level: z.int().min(1).max(3),
  /** Lessons that a person should have had first. */
  requires: z.array(slug).default([]),
  sources: z.array(source).min(1).max(3),
  question,
});

/** The text: a small part of Markdown, without links (those are sources), short enough for one block in Slack. */
export const lessonBody = z
  .string()
  .trim()
  .min(200)
  .refine((text) => !/\]\(|https?:\/\//.test(text), 'must have no links: sources have them')
  .refine((text) => toMrkdwn(text).length <= mrkdwnLimit, `must fit a Slack section of ${mrkdwnLimit} characters`);

export interface Lesson extends z.infer<typeof frontMatter> {
  body: string;
}

/** The letter of an option: 0 is `A`. */
export const optionLetter = (option: number): string => letters[option] ?? String(option + 1);
