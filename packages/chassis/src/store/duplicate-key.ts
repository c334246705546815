const DUPLICATE_KEY = 11_000;

/** Whether a write failed because another row has its unique key: another process was faster. */
export const isDuplicateKey = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === DUPLICATE_KEY;
