import type { Receipt } from './receipt.ts';
import * as words from './words.ts';

/** A receipt for people at a terminal: plain lines, nothing in them that a terminal would obey. */
export function plainText(receipt: Receipt): string {
  const { services, deleted, left, keys } = words.totals(receipt);
  return [
    ...columns(words.facts(receipt)),
    '',
    ...columns([...words.steps(receipt), ['deadline', receipt.clock.deadline] as const].map(timed)),
    '',
    `${words.counted(deleted, 'row')} deleted in ${words.counted(services, 'service')}, ${words.counted(keys, 'key')} destroyed.`,
    words.whatIsLeft(left),
    words.inTime(receipt).words,
    words.whenGone(receipt),
    '',
    'Done:',
    ...columns(
      receipt.systems.map((each) => [words.place(each), `${words.methodWords[each.method]}; ${each.did}`] as const),
    ),
    '',
    ...(left > 0 ? ['Rows that stay:', ...columns(words.leftOf(receipt).map(leftWords)), ''] : []),
    'Kept:',
    ...columns(receipt.retained.map((row) => [row.name, keptWords(row)] as const)),
    '',
    'What takes its time to go:',
    ...columns(receipt.horizons.map((row) => [row.kind, `${row.what} Until: ${words.until(row)}`] as const)),
    '',
  ].join('\n');
}

const timed = ([name, at]: readonly [string, string]) => [name, words.atTime(at)] as const;

const leftWords = ({ where, count }: ReturnType<typeof words.leftOf>[number]) =>
  [`${where}, ${count.of}`, `${words.counted(count.after, 'row')}: ${count.kept ?? ''}`] as const;

function keptWords(row: Receipt['retained'][number]): string {
  const until = words.until(row);
  return `${row.keeps}: ${row.what} Basis: ${row.basis}${until ? ` Until: ${until}` : ''}`;
}

function columns(pairs: readonly (readonly [name: string, value: string])[]): string[] {
  const width = Math.max(0, ...pairs.map(([name]) => name.length));
  return pairs.map(([name, value]) => `  ${name.padEnd(width)}  ${value}`);
}
