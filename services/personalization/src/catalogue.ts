import { readdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { parse, YAMLParseError } from 'yaml';
import { z } from 'zod';
import { frontMatter, type Lesson, lessonBody } from './lesson.ts';

const curriculum = z.strictObject({
  topics: z.array(z.strictObject({ id: z.string(), title: z.string().min(3).max(60) })).min(1),
  /** Every lesson once, in the order of the path that is the same for everyone. */
  lessons: z.array(z.string()).min(1),
});

type Curriculum = z.infer<typeof curriculum>;
export type Topic = Curriculum['topics'][number];

export interface Catalogue {
  topics: readonly Topic[];
  /** In the order of the path that is the same for everyone; required lessons come first. */
  lessons: readonly Lesson[];
  find(lesson: string): Lesson | undefined;
  topicTitle(topic: string): string;
}

/** One problem in the content: where, and what. */
export interface Problem {
  file: string;
  field: string;
  problem: string;
}

/** The content cannot be used. Lists every problem, so that an author can fix them all at once. */
export class CatalogueError extends Error {
  readonly problems: readonly Problem[];
  constructor(problems: readonly Problem[]) {
    super(['The lessons cannot be used:', ...problems.map((p) => `  ${p.file}: ${p.field}: ${p.problem}`)].join('\n'));
    this.name = 'CatalogueError';
    this.problems = problems;
  }
}

/**
 * Reads `curriculum.yaml` and `lessons/*.md` from a directory and checks that they are consistent.
 * @throws {CatalogueError} when anything in the content is wrong; file system errors unchanged
 */
export async function loadCatalogue(directory: string): Promise<Catalogue> {
  const folder = join(directory, 'lessons');
  const names = (await readdir(folder)).filter((name) => name.endsWith('.md')).sort();
  const files = await Promise.all(
    names.map(async (name) => ({ name: `lessons/${name}`, text: await readFile(join(folder, name), 'utf8') })),
  );
  return buildCatalogue(await readFile(join(directory, 'curriculum.yaml'), 'utf8'), files);
}

/** {@link loadCatalogue} without the file system: the curriculum's text, and each lesson's file name and text. */
export function buildCatalogue(curriculumText: string, files: readonly { name: string; text: string }[]): Catalogue {
  const problems: Problem[] = [];
  const order = readYaml(curriculum, curriculumText, { file: 'curriculum.yaml', problems });
  const lessons = files
    .map(({ name, text }) => readLesson(name, text, problems))
    .filter((lesson) => lesson !== undefined);
  // The consistency check needs every lesson, so it runs only if all of them parsed.
  if (!order || problems.length > 0) throw new CatalogueError(problems);

  const byId = new Map(lessons.map((lesson) => [lesson.id, lesson]));
  const topics = new Map(order.topics.map((topic) => [topic.id, topic.title]));
  problems.push(...checkCurriculum(order, byId), ...lessons.flatMap((lesson) => checkPlace(lesson, order, topics)));
  if (problems.length > 0) throw new CatalogueError(problems);

  return {
    topics: order.topics,
    lessons: order.lessons.map((id) => byId.get(id)).filter((lesson) => lesson !== undefined),
    find: (id) => byId.get(id),
    topicTitle: (id) => topics.get(id) ?? id,
  };
}

function readLesson(name: string, text: string, problems: Problem[]): Lesson | undefined {
  // YAML gets the end of the first line too, so that its line numbers match an editor's.
  const parts = /^---(\n[\s\S]*?)\n---\n([\s\S]*)$/.exec(text.replaceAll('\r\n', '\n'));
  if (!parts) {
    problems.push({ file: name, field: 'front matter', problem: 'must stand at the top, between two lines of ---' });
    return;
  }
  const front = readYaml(frontMatter, parts[1] ?? '', { file: name, problems });
  const body = check(lessonBody, parts[2] ?? '', { file: name, problems, field: 'body' });
  if (front && `${front.id}.md` !== basename(name)) {
    problems.push({ file: name, field: 'id', problem: `is ${front.id}: an id and its file have the same name` });
  }
  return front && body ? { ...front, body } : undefined;
}

type Where = { file: string; problems: Problem[]; field?: string };

function readYaml<T>(schema: z.ZodType<T>, text: string, where: Where): T | undefined {
  let value: unknown;
  try {
    value = parse(text);
  } catch (error) {
    if (!(error instanceof YAMLParseError)) throw error;
    where.problems.push({ file: where.file, field: 'YAML', problem: error.message.split('\n')[0] ?? error.code });
    return;
  }
  return check(schema, value, where);
}

function check<T>(schema: z.ZodType<T>, value: unknown, { file, problems, field }: Where): T | undefined {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  for (const issue of result.error.issues) {
    problems.push({ file, field: field ?? (issue.path.join('.') || 'front matter'), problem: issue.message });
  }
}

function checkCurriculum({ lessons }: Curriculum, byId: ReadonlyMap<string, Lesson>): Problem[] {
  const wrong = (problem: string) => ({ file: 'curriculum.yaml', field: 'lessons', problem });
  return [
    ...lessons.filter((id) => !byId.has(id)).map((id) => wrong(`${id} is not a lesson`)),
    ...lessons.filter((id, index) => lessons.indexOf(id) < index).map((id) => wrong(`${id} is listed twice`)),
  ];
}

/** Required lessons must come first, so that neither path leads in circles. */
function checkPlace(lesson: Lesson, { lessons }: Curriculum, topics: ReadonlyMap<string, string>): Problem[] {
  const wrong = (field: string, problem: string) => ({ file: `lessons/${lesson.id}.md`, field, problem });
  const place = lessons.indexOf(lesson.id);
  const problems = lesson.requires
    .filter((id) => place >= 0 && (!lessons.includes(id) || lessons.indexOf(id) >= place))
    .map((id) =>
      wrong('requires', lessons.includes(id) ? `${id} comes later in curriculum.yaml` : `${id} is not a lesson`),
    );
  if (place < 0) problems.push(wrong('id', 'is missing in curriculum.yaml'));
  if (!topics.has(lesson.topic)) problems.push(wrong('topic', `${lesson.topic} is not a topic of curriculum.yaml`));
  return problems;
}
