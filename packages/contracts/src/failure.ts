/**
 * Something went wrong, as a value that crosses seams: a stable code, a sentence for a person, and whether trying again
 * can help. Messages and codes never carry personal values.
 */
export class Failure extends Error {
  /** Stable, kebab-case or as a platform names it; labels metrics and dead letters. */
  readonly code: string;
  /** True when the same attempt may succeed later: a broker, database or service that is away, a rate limit. */
  readonly retry: boolean;
  /** Milliseconds to wait before the next attempt, where the other side said so. */
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

/** May pass by itself: wait and try again. */
export const transient = (code: string, message: string, details: Details = {}): Failure =>
  new Failure({ code, message, retry: true, ...details });

/** Will not pass by itself: trying again gives the same. */
export const permanent = (code: string, message: string, details: Details = {}): Failure =>
  new Failure({ code, message, retry: false, ...details });
