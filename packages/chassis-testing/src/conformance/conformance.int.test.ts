import { describe, test } from 'vitest';
import { themes } from './guarantees.ts';
import { proveOn } from './prove-on.ts';

for (const { title, guarantees } of themes)
  describe.concurrent(title, () => {
    for (const guarantee of guarantees) test(guarantee.sentence, { timeout: 240_000 }, () => proveOn(guarantee));
  });
