/** What a command gets from where it runs. */
export type Surroundings = {
  environment: Record<string, string | undefined>;
  directory: string;
  out(text: string): void;
  err(text: string): void;
  /** Who sits before it. Absent where nobody does: output goes to a file, say. */
  terminal?: Terminal | undefined;
};

export type Terminal = {
  columns: number;
  /** Asks, and answers what was typed. */
  ask(question: string): Promise<string>;
};

/** The command line cannot be understood, or says too little: the exit code is 2. */
export class UsageError extends Error {}

/** What was asked for was refused, or could not be done: the exit code is 1. */
export class Refused extends Error {}
