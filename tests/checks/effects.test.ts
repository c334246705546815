import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { allServices } from '../setup/all-services.ts';

const page = readFileSync(join(resolve(import.meta.dirname, '../..'), 'docs/effects.md'), 'utf8');
const rules: Record<string, string> = { 'give up: at most once': 'give-up', 'send again: at least once': 'send-again' };

/** The rows of the table, each as `service effect rule`, without duplicates. */
function documented(): string[] {
  const rows = [...page.matchAll(/^\| `([a-z-]+)`[^|]*\| ([a-z]+) \| ([^|]+) \|[^|]+\|$/gm)];
  const lines = rows.map(([, effect, service, rule = '']) => `${service} ${effect} ${rules[rule.trim()] ?? rule}`);
  return [...new Set(lines)].sort();
}

/**
 * An event may itself say what to do when the outcome is unknown, as a message does: so this asks each effect about
 * both.
 */
const asked = ['give-up', 'send-again'].map((whenUnknown) => ({ data: { whenUnknown } }));

test('what becomes of each effect whose answer is lost is documented as it is declared', async () => {
  const declared = (await allServices()).flatMap(({ name, effects }) =>
    effects.flatMap((effect) => asked.map((args) => `${name} ${effect.name} ${effect.whenUnknown(args)}`)),
  );
  expect(documented()).toEqual([...new Set(declared)].sort());
});
