import { stripVTControlCharacters } from 'node:util';
import type { Failure, StageResult } from './stage.ts';

/** At most this many failures are listed one by one: often only the end of the output is kept. */
const TOLD = 20;
const LINE_LENGTH = 160;

/**
 * The end of a run's output: a line per stage, the failures, and the totals as the last line. Ends with a line break.
 */
export function conclusionOf(results: readonly StageResult[], seconds: number): string {
  const stages = results.map(
    ({ name, passed, failures, seconds }) => `${row(name, seconds)}  ${passed} passed, ${failures.length} failed`,
  );
  const failures = results.flatMap((result) => result.failures);
  const passed = results.reduce((sum, result) => sum + result.passed, 0);
  const blocks = [
    [...stages, row('whole', seconds)],
    failuresTold(failures),
    [`${passed} passed, ${failures.length} failed`],
  ];
  const shown = blocks.filter((lines) => lines.length > 0).map((lines) => lines.join('\n'));
  return `\n${shown.join('\n\n')}\n`;
}

const row = (name: string, seconds: number) => `  ${name.padEnd(18)} ${seconds.toFixed(1).padStart(6)} s`;

function failuresTold(failures: readonly Failure[]): string[] {
  const told = failures
    .slice(0, TOLD)
    .flatMap(({ where, what, message }) => [
      short(`failed  ${where}`),
      short(`        ${what}`),
      ...(message === '' ? [] : [short(`        ${firstLine(message)}`)]),
    ]);
  const more = failures.length - TOLD;
  return more > 0 ? [...told, `failed  ${more} more, see above`] : told;
}

const firstLine = (text: string) => stripVTControlCharacters(text).trim().split('\n', 1)[0] ?? '';

const short = (line: string) => (line.length > LINE_LENGTH ? `${line.slice(0, LINE_LENGTH - 1)}…` : line);
