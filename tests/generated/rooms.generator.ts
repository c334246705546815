import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { cruise } from 'dependency-cruiser';
import { type Arrow, flowchart, withoutShortcuts } from './rooms.ts';

const root = resolve(import.meta.dirname, '../..');
const { options } = createRequire(import.meta.url)(join(root, '.dependency-cruiser.cjs'));

const BEGIN = '<!-- rooms: written by `npm run generate` -->';
const END = '<!-- /rooms -->';
const PACKAGE = /^packages\/(simulators\/)?[^/]+/;
const ROOM = /^packages\/chassis\/src\/([a-z-]+)\//;
const TEST = /\.test\.tsx?$|\/testing\/|\/testing\.ts$|\.generator\.ts$/;

const packageOf = (file: string) => (file.startsWith('services/') ? 'services' : file.match(PACKAGE)?.[0]);
const roomOf = (file: string) => file.match(ROOM)?.[1];

/** The pictures of packages and of the chassis' rooms in `docs/architecture.md`, from the imports. */
export default async function rooms() {
  const { output } = await cruise(['packages', 'services'], { ...options, baseDir: root });
  if (typeof output === 'string') throw new Error(output);
  const imports = output.modules
    .filter(({ source }) => !TEST.test(source))
    .flatMap(({ source, dependencies }) => dependencies.map(({ resolved }) => [source, resolved] as const));
  const arrows = (nameOf: (file: string) => string | undefined): Arrow[] =>
    imports.flatMap(([from, to]) => {
      const [upper, lower] = [nameOf(from), nameOf(to)];
      return upper && lower && upper !== lower ? [[upper, lower] as const] : [];
    });
  const picture = [
    'What imports what, without tests. An arrow that follows from others is left out.',
    flowchart(withoutShortcuts(arrows(packageOf))),
    'The rooms of the chassis; what stands beside them (`service.ts`, `start.ts`) may use all of them:',
    flowchart(withoutShortcuts(arrows(roomOf))),
  ].join('\n\n');
  const path = 'docs/architecture.md';
  const [before, , after] = (await readFile(join(root, path), 'utf8')).split(new RegExp(`(${BEGIN}[^]*${END})`));
  if (after === undefined) throw new Error(`${path} has no place for the rooms: ${BEGIN}`);
  return [{ path, content: `${before}${BEGIN}\n${picture}\n${END}${after}` }];
}
