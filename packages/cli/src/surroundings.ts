/** What a command gets from its environment. */
export type Surroundings = {
  environment: Record<string, string | undefined>;
  directory: string;
  out(text: string): void;
  err(text: string): void;
  /** The person at the terminal. Absent when there is none, say when output goes to a file. */
  terminal?: Terminal | undefined;
};

export type Terminal = {
  columns: number;
  /** Asks, and resolves to what the person typed. */
  ask(question: string): Promise<string>;
};

/** The command line is unclear or incomplete: exit code 2. */
export class UsageError extends Error {}

/** The request was refused or failed: exit code 1. */
export class Refused extends Error {}
