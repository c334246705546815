import { describe, test } from 'vitest';
import { themes } from './guarantees.ts';
import { proveOn } from './prove-on.ts';

describe.concurrent.each(themes)('$title', ({ guarantees }) => {
  test.each(guarantees)('$sentence', { timeout: 240_000 }, (guarantee) => proveOn(guarantee));
});
