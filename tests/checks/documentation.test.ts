import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { catalogue, streams } from '@crescendo/contracts';
import { expect, test } from 'vitest';
import { allMetrics } from '../setup/all-metrics.ts';
import { allServices } from '../setup/all-services.ts';

const root = resolve(import.meta.dirname, '../..');
const read = (file: string) => readFileSync(join(root, file), 'utf8');
const documents = [
  'README.md',
  ...readdirSync(join(root, 'docs'), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.md'))
    .map((file) => join('docs', file)),
];
const matches = (text: string, pattern: RegExp) => [...text.matchAll(pattern)].map((match) => match[1] ?? '');

test.each(documents)('every link in %s leads somewhere', (document) => {
  const links = matches(read(document), /\]\(([^)#]+)[^)]*\)/g).filter((link) => !/^[a-z]+:/.test(link));
  const broken = links.filter((link) => !existsSync(join(root, dirname(document), link)));
  expect(broken).toEqual([]);
});

test.each(documents)('every npm command in %s exists', (document) => {
  const { scripts } = JSON.parse(read('package.json'));
  const named = matches(read(document), /npm (?:run )?([a-z:-]+)(?= |`|$)/gm);
  expect(named.filter((name) => !(name in scripts))).toEqual([]);
});

test.each(documents)('every path of the repository that %s names is there', (document) => {
  const paths = matches(read(document), /`((?:services|packages|tests|docs|deploy)\/[\w./-]+)`/g);
  expect(paths.filter((path) => !existsSync(join(root, path)))).toEqual([]);
});

test('the README shows the two commands before anything else to type', () => {
  const [first] = matches(read('README.md'), /```sh\n([\s\S]*?)```/g);
  expect(
    first
      ?.split('\n')
      .filter(Boolean)
      .map((line) => line.split('#')[0]?.trim()),
  ).toEqual(['npm start', 'npm test']);
});

test('the code that the README quotes stands in the file that it names', () => {
  const quotes = [...read('README.md').matchAll(/`([\w/.-]+\.ts)`\):\n\n```ts\n([\s\S]*?)```/g)];
  expect(quotes.length).toBeGreaterThan(0);
  for (const [, file = '', code = ''] of quotes) expect(read(file), file).toContain(code);
});

test('the glossary is in alphabetical order and explains each term once', () => {
  const terms = matches(read('docs/glossary.md'), /^\| ([^|]+) \| (?!---)/gm).slice(1);
  expect(terms).toEqual([...new Set(terms)].sort((a, b) => a.localeCompare(b)));
});

test('the architecture names every service and what it owns', async () => {
  const rows = matches(read('docs/architecture.md'), /^\| ((?:[a-z]+(?:, )?)+ \| .*) \|.*\|$/gm).join('\n');
  for (const { name, collections } of await allServices()) {
    expect(rows, name).toContain(name);
    const first = collections[0];
    if (first && name !== 'purge') expect(rows, `${name} owns ${first.name}`).toContain(`\`${first.name}\``);
  }
});

test('metrics and streams that documents name exist', () => {
  const metrics = allMetrics().map(({ name }) => name);
  for (const document of documents) {
    for (const series of matches(read(document), /`(crescendo_[a-z_]+)/g))
      expect(metrics, document).toContain(
        metrics.includes(series) ? series : series.replace(/_(bucket|count|sum)$/, ''),
      );
    const known = new Set([...streams.map(({ topic }) => topic), ...catalogue.map(({ name }) => name)]);
    for (const topic of matches(read(document), /`(crescendo\.[a-z]+)`/g)) expect(known, document).toContain(topic);
  }
});
