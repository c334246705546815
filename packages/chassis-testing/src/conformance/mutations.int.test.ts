import { afterAll, describe, expect, test } from 'vitest';
import type { Mechanism } from '../bus/mechanism.ts';
import { mechanisms } from '../bus/mechanisms.ts';
import type { Guarantee } from './guarantee.ts';
import { guarantees } from './guarantees.ts';
import { proveOn } from './prove-on.ts';

type Pair = { without: Mechanism; guarantee: Guarantee };

/** Each mechanism with each guarantee that rests on it. */
const pairs: readonly Pair[] = mechanisms.flatMap((without) =>
  guarantees.filter(({ restsOn = [] }) => restsOn.includes(without)).map((guarantee) => ({ without, guarantee })),
);

const found = new Map<Pair, string>();
afterAll(() => {
  const lines = pairs.flatMap((pair) => [
    `  without ${pair.without.name}: ${pair.without.without}`,
    `    ${pair.guarantee.sentence}`,
    `      ${found.get(pair) ?? 'not tried'}`,
  ]);
  process.stdout.write(`\nWhat breaks when a mechanism is taken out\n${lines.join('\n')}\n`);
});

test('every mechanism has a guarantee that rests on it', () => {
  const unproven = mechanisms.filter((mechanism) => !pairs.some(({ without }) => without === mechanism));
  expect(unproven.map(({ name }) => name)).toEqual([]);
});

describe.concurrent('what does not hold', () => {
  for (const pair of pairs)
    test(`without ${pair.without.name}: ${pair.guarantee.sentence}`, { timeout: 240_000 }, async () => {
      const failure = await proveOn(pair.guarantee, { without: pair.without }).then(
        () => undefined,
        (error: unknown) => error,
      );
      const [told] = failure instanceof Error ? failure.message.split('\n') : [];
      found.set(pair, told ?? 'it holds all the same');
      expect(failure).toMatchObject({ name: 'AssertionError' });
    });
});
