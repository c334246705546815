import { afterAll, describe, expect, test } from 'vitest';
import type { Mechanism } from '../testing/bus/mechanism.ts';
import { mechanisms } from '../testing/bus/mechanisms.ts';
import type { Guarantee } from './guarantee.ts';
import { guarantees } from './guarantees.ts';
import { proveOn } from './prove-on.ts';

type Pair = { mechanism: string; without: Mechanism; guarantee: Guarantee; sentence: string };

/** Each mechanism with each guarantee that says it rests on it. */
const pairs: readonly Pair[] = mechanisms.flatMap((without) =>
  guarantees
    .filter(({ restsOn = [] }) => restsOn.includes(without))
    .map((guarantee) => ({ mechanism: without.name, without, guarantee, sentence: guarantee.sentence })),
);

const found = new Map<Pair, string>();
afterAll(() => {
  const lines = pairs.flatMap((pair) => [
    `  without ${pair.mechanism}: ${pair.without.without}`,
    `    ${pair.sentence}`,
    `      ${found.get(pair) ?? 'not tried'}`,
  ]);
  process.stdout.write(`\nWhat breaks when a mechanism is taken out\n${lines.join('\n')}\n`);
});

test('every mechanism has a guarantee that rests on it', () => {
  const unproven = mechanisms.filter((mechanism) => !pairs.some(({ without }) => without === mechanism));
  expect(unproven.map(({ name }) => name)).toEqual([]);
});

describe.concurrent('what does not hold', () => {
  test.each(pairs)('without $mechanism: $sentence', { timeout: 240_000 }, async (pair) => {
    const failure = await proveOn(pair.guarantee, { without: pair.without }).then(
      () => undefined,
      (error: unknown) => error,
    );
    const [told] = failure instanceof Error ? failure.message.split('\n') : [];
    found.set(pair, told ?? 'it holds all the same');
    expect(failure).toMatchObject({ name: 'AssertionError' });
  });
});
