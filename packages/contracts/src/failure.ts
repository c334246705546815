/**
 * An error as a value that crosses seams: a stable code, a sentence for a person, and whether a retry can help.
 * Messages and codes never carry personal values.
 */
export class Failure extends Error {
  /** Stable, kebab-case or as a platform names it; labels metrics and dead letters. */
  readonly code: string;
  /** True when a retry may succeed: a broker, database or service is away, or a rate limit applies. */
  readonly retry: boolean;
  /** Milliseconds to wait before the next attempt, if the other side said so. */
  readonly after: number | undefined;

  constructor(failure: { code: string; message: string; retry: boolean; after?: number; cause?: unknown }) {
    super(failure.message, { cause: failure.cause });
    this.name = 'Failure';
    this.code = failure.code;
    this.retry = failure.retry;
    this.after = failure.after;
  }
}

type Details = { after?: number; cause?: unknown };

/** A failure that may pass by itself: wait and retry. */
export const transient = (code: string, message: string, details: Details = {}): Failure =>
  new Failure({ code, message, retry: true, ...details });

/** A failure that will not pass by itself: a retry gives the same. */
export const permanent = (code: string, message: string, details: Details = {}): Failure =>
  new Failure({ code, message, retry: false, ...details });
