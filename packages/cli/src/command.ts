import type { ParseArgsOptionsConfig } from 'node:util';
import type { Api } from './api.ts';
import type { Surroundings } from './surroundings.ts';

export type Values = Record<string, string | boolean | undefined>;

export type Output = {
  /** For people. */
  say(text: string): void;
  /** The answer as it came, instead of all that is said, where --json asks for it. */
  json(answer: unknown): void;
};

/** A command: what it is called, how it is used, and what it does. */
export type Command = {
  /** As typed: `dead list`. */
  name: string;
  usage: string;
  about: string;
  /** How many words it takes after its name, at most. Default: none. */
  takes?: number;
  options: ParseArgsOptionsConfig;
  /** A line for each of its own options. */
  help: readonly string[];
  /** True for what anyone may ask, without a key of their own. */
  forAnyone?: true;
  /** Its exit codes, where they are not everyone's. */
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
