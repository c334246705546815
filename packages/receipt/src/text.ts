import type { Receipt } from './body.ts';
import * as words from './words.ts';

type System = Receipt['systems'][number];

/** A receipt for a terminal: plain lines without control characters. */
export function plainText(receipt: Receipt): string {
  const { services, deleted, left, keys } = words.totals(receipt);
  const stays = words.leftOf(receipt);
  return [
    ...columns([['about', words.whose(receipt)] as const, ...words.facts(receipt)]),
    '',
    ...columns([...words.steps(receipt), ['deadline', receipt.clock.deadline] as const].map(timed)),
    '',
    `${words.counted(deleted, 'row')} deleted in ${words.counted(services, 'service')}, ${words.counted(keys, 'key')} destroyed.`,
    words.whatIsLeft(left),
    words.inTime(receipt).words,
    words.whenGone(receipt),
    '',
    'What was done:',
    ...receipt.systems.flatMap((each, at, all) => (words.isSame(all[at - 1], each) ? [] : done(all.slice(at)))),
    ...(stays.length > 0 ? ['', 'Rows that stay:', ...columns(stays.map(leftWords))] : []),
    '',
    'What somebody keeps:',
    ...receipt.retained.flatMap(keptLines),
    '',
    'What takes its time to go, and until when:',
    ...receipt.horizons.flatMap((row) => [`  ${row.what}`, `      ${words.until(row)}`]),
    '',
  ].join('\n');
}

const timed = ([name, at]: readonly [string, string]) => [name, words.atTime(at)] as const;

/** The first system, with all that directly follow it and used the same method. */
function done(systems: readonly System[]): string[] {
  const [first] = systems;
  if (first === undefined) return [];
  const other = systems.findIndex((each) => !words.isSame(first, each));
  const same = systems.slice(0, other < 0 ? systems.length : other);
  return [`  ${same.map(words.place).join(', ')}`, `      ${words.methodWords(first.method)}. ${first.did}`];
}

const leftWords = ({ where, count }: ReturnType<typeof words.leftOf>[number]) =>
  [`${where}, ${count.of}`, `${words.counted(count.after, 'row')}: ${count.kept ?? ''}`] as const;

function keptLines(row: Receipt['retained'][number]): string[] {
  const until = words.until(row);
  return [
    `  ${row.name}: ${row.keeps === 'nothing' ? 'nothing. ' : ''}${row.what}`,
    `      basis: ${row.basis}`,
    ...(until ? [`      until: ${until}`] : []),
  ];
}

function columns(pairs: readonly (readonly [name: string, value: string])[]): string[] {
  const width = Math.max(0, ...pairs.map(([name]) => name.length));
  return pairs.map(([name, value]) => `  ${name.padEnd(width)}  ${value}`);
}
