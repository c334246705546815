import type { ParseArgsOptionsConfig } from 'node:util';
import type { Api } from './api.ts';

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
  options: ParseArgsOptionsConfig;
  /** A line for each of its own options. */
  help: readonly string[];
  /** Resolves to the exit code. Throws `UsageError` and `Refused`. */
  run(given: {
    positionals: readonly string[];
    values: Values;
    api: () => Promise<Api>;
    output: Output;
  }): Promise<number>;
};

export const text = (value: string | boolean | undefined): string | undefined =>
  typeof value === 'string' ? value : undefined;
