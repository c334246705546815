import type { Leftover, ScanResult } from '@crescendo/scan';

/**
 * The text for a person, and the exit code: 0 nothing found, 1 found, 2 nothing found by a search that may be blind.
 */
export type Told = { text: string; exitCode: 0 | 1 | 2 };

const MB = 1_000_000;
const SHOWN = 50;

export function scanTold({ read, found, blind }: ScanResult): Told {
  const sinks = read.map(({ sink, passages, bytes }) => {
    const amount = `${passages.toLocaleString('en')} passages, ${(bytes / MB).toFixed(1)} MB`;
    const recall = blind.includes(sink) ? 'a planted mark was NOT found' : 'a planted mark was found';
    return `  ${sink.padEnd(16)} ${amount.padEnd(30)} ${recall}`;
  });
  const places = found.map(({ mark, form, sink, place }) => `  ${mark}, as ${form}: ${sink}, ${place}`);
  const verdict =
    found.length > 0
      ? `found: ${found.length} places`
      : blind.length > 0
        ? `not proven: the search is blind in ${blind.join(', ')}`
        : 'found nothing';
  const text = [...sinks, ...shown(places), '', verdict, ''].join('\n');
  return { text, exitCode: found.length > 0 ? 1 : blind.length > 0 ? 2 : 0 };
}

/** Reports the number of rows that may stay, with the reasons, and the others one by one. */
export function leftoversTold(left: readonly Leftover[]): Told {
  const wrong = left.filter(({ allowed }) => allowed === undefined);
  const allowed = Map.groupBy(
    left.filter((each) => each.allowed !== undefined),
    (each) => `${each.place.split('/', 1)[0]}: ${each.allowed}`,
  );
  const kept = [...allowed].map(([why, rows]) => `  ${String(rows.length).padStart(6)}  ${why}`);
  const places = wrong.map(
    ({ place, names }) => `  ${place} (names the ${names === 'both' ? 'customer and a person' : names})`,
  );
  const may = left.length === 0 ? 'left: nothing' : 'left: only what may stay';
  const verdict = wrong.length > 0 ? `left: ${wrong.length} rows that may not stay of who was erased` : may;
  return { text: [...kept, ...shown(places), '', verdict, ''].join('\n'), exitCode: wrong.length > 0 ? 1 : 0 };
}

const shown = (lines: readonly string[]): string[] =>
  lines.length > SHOWN ? [...lines.slice(0, SHOWN), `  and ${lines.length - SHOWN} more`] : [...lines];
