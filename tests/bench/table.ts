import type { Finding } from './benchmark.ts';

/** The two markers around the table's lines in a document. */
const BEGIN = '<!-- what `npm run bench` found: rewritten by it -->';
const END = '<!-- until here -->';

const HEAD = ['| | measured | result | goal | | on the machine of the run |', '| --- | --- | --- | --- | --- | --- |'];

const digits = (ratio: number): string => (ratio >= 10 ? ratio.toFixed(0) : ratio.toFixed(2));

export const resultOf = ({ result }: Finding): string =>
  'value' in result
    ? result.value
    : `**${digits(result.ratio.median)}** (${digits(result.ratio.least)} to ${digits(result.ratio.most)})`;

/** Whether the median reaches the goal; undefined if there is none. */
export function isMet({ goal, result }: Finding): boolean | undefined {
  return goal === undefined || 'value' in result ? undefined : result.ratio.median >= goal;
}

const verdict = (finding: Finding): string => ({ true: 'met', false: 'missed', undefined: '' })[`${isMet(finding)}`];

const row = (benchmark: string, finding: Finding): string =>
  `| ${[
    benchmark,
    finding.what,
    resultOf(finding),
    finding.goal === undefined ? '' : `≥ ${finding.goal}`,
    verdict(finding),
    finding.here ?? '',
  ].join(' | ')} |`;

const benchmarkOf = (line: string): string => line.split('|')[1]?.trim() ?? '';

/**
 * The document with new lines for the benchmarks that ran; the others' lines stay. `order` is the order of the
 * benchmarks. Throws if the document has no markers.
 */
export function withFindings(
  document: string,
  found: ReadonlyMap<string, readonly Finding[]>,
  order: readonly string[],
): string {
  const [before, rest] = document.split(BEGIN);
  const [table, after] = rest?.split(END) ?? [];
  if (before === undefined || table === undefined || after === undefined)
    throw new Error('the document has no marked place for the table');
  const earlier = table.split('\n').filter((line) => line.startsWith('| ') && !HEAD.includes(line));
  const lines = order.flatMap((name) => {
    const findings = found.get(name);
    if (findings) return findings.map((finding) => row(name, finding));
    return earlier.filter((line) => benchmarkOf(line) === name);
  });
  return `${before}${BEGIN}\n\n${[...HEAD, ...lines].join('\n')}\n\n${END}${after}`;
}
