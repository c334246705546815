import type { ParseArgsOptionsConfig } from 'node:util';
import type { Api } from './api.ts';
import type { Surroundings } from './surroundings.ts';

export type Values = Record<string, string | boolean | undefined>;

export type Output = {
  /** For people. */
  say(text: string): void;
  /** With --json: the raw answer instead of text. */
  json(answer: unknown): void;
};

/** A command: its name, its usage, and what it does. */
export type Command = {
  /** As typed: `dead list`. */
  name: string;
  usage: string;
  about: string;
  /** The maximum number of words after its name. Default: none. */
  takes?: number;
  options: ParseArgsOptionsConfig;
  /** One line per option of its own. */
  help: readonly string[];
  /** True if anyone may use it, without a key. */
  forAnyone?: true;
  /** Its exit codes, if they differ from the usual ones. */
  exits?: string;
  /** Resolves to the exit code. Throws `UsageError` and `Refused`. */
  run(given: {
    positionals: readonly string[];
    values: Values;
    api: () => Promise<Api>;
    surroundings: Surroundings;
    output: Output;
  }): Promise<number>;
};

export const text = (value: string | boolean | undefined): string | undefined =>
  typeof value === 'string' ? value : undefined;
