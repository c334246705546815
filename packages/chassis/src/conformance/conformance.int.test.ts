import { describe, test } from 'vitest';
import { guarantees } from './guarantees.ts';
import { proveOn } from './prove-on.ts';

describe.concurrent('what is promised about delivery', () => {
  test.each(guarantees)('$sentence', { timeout: 120_000 }, (guarantee) => proveOn(guarantee));
});
