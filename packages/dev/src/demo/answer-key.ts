import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ROOT } from '@crescendo/engines';
import { parse } from 'yaml';
import { z } from 'zod';

const LESSONS = join(ROOT, 'services/personalization/content/lessons');

const frontMatter = z.object({
  title: z.string(),
  question: z.object({ correct: z.enum(['A', 'B', 'C', 'D', 'E']) }),
});

/** The right option of each lesson, counted from 0, by the lesson's title. The demo's people know it. */
export type AnswerKey = ReadonlyMap<string, number>;

/** Reads the right answers from the lessons' front matter. */
export async function readAnswerKey(): Promise<AnswerKey> {
  const files = (await readdir(LESSONS)).filter((name) => name.endsWith('.md'));
  const entries = files.map(async (name) => {
    const [, header = ''] = (await readFile(join(LESSONS, name), 'utf8')).split(/^---$/m);
    const { title, question } = frontMatter.parse(parse(header));
    return [title, question.correct.charCodeAt(0) - 'A'.charCodeAt(0)] as const;
  });
  return new Map(await Promise.all(entries));
}
