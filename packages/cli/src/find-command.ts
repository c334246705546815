import type { Command } from './command.ts';
import { nearest } from './nearest.ts';

/** What the first words of a command line mean. */
export type Found =
  | { kind: 'command'; command: Command; rest: readonly string[] }
  /** The first word of several commands, and no second word. */
  | { kind: 'group'; group: string; rest: readonly string[] }
  | { kind: 'nothing' }
  /** Unknown words: the words, the likely command of the same level, and the group. */
  | { kind: 'unknown'; typed: string; meant: string | undefined; group: string | undefined };

/** The commands that start with this word. */
export const commandsOf = (commands: readonly Command[], group: string): readonly Command[] =>
  commands.filter(({ name }) => name.startsWith(`${group} `));

/** Finds the command, or the group of commands, at the start of a command line. */
export function findCommand(commands: readonly Command[], argv: readonly string[]): Found {
  const [first, second] = argv;
  if (first === undefined || first.startsWith('-')) return { kind: 'nothing' };
  const named = (words: string) => commands.find(({ name }) => name === words);
  const alone = named(first);
  if (alone) return { kind: 'command', command: alone, rest: argv.slice(1) };
  const inGroup = commandsOf(commands, first);
  if (inGroup.length === 0) {
    const level = [...new Set(commands.map(({ name }) => name.split(' ')[0] ?? name))];
    return {
      kind: 'unknown',
      typed: first,
      meant: nearest(first, level) ?? secondWord(commands, first),
      group: undefined,
    };
  }
  if (second === undefined || second === 'help' || second.startsWith('-'))
    return { kind: 'group', group: first, rest: argv.slice(1) };
  const pair = named(`${first} ${second}`);
  if (pair) return { kind: 'command', command: pair, rest: argv.slice(2) };
  const meant = nearest(
    second,
    inGroup.map(({ name }) => name.slice(first.length + 1)),
  );
  return { kind: 'unknown', typed: `${first} ${second}`, meant: meant && `${first} ${meant}`, group: first };
}

/** The only command with this second word, for an operator who omits the first. */
function secondWord(commands: readonly Command[], word: string): string | undefined {
  const found = commands.filter(({ name }) => name.endsWith(` ${word}`));
  return found.length === 1 ? found[0]?.name : undefined;
}
