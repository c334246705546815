import { chain } from './chain.ts';
import type { DrillResult, Suffered } from './drill.ts';
import { copiesOf, soundCount } from './verdict.ts';

/** The report for people: every fault, the results of the events, and the verdict on the last line. */
export function reportOf({ plan, suffered, findings, ms, wrong }: DrillResult): string {
  const wanted = [...plan.sound.values()].reduce((sum, count) => sum + count, 0);
  const counted = chain.map((link) => `${link} ${soundCount(plan, findings.stored[link])}`).join(', ');
  const letters = chain.flatMap((link) => findings.stored[link].deadLetters);
  const dead = letters.filter(({ status }) => status === 'dead').length;
  return `
${tableOf(suffered)}

published            ${wanted} events of ${plan.sound.size} keys, and ${plan.poisoned.count} of a key with a poisoned one
counted              ${counted}
copies on the wire   ${copiesOf(findings.onTheWire)} (${chain.map((link) => `${link} ${findings.onTheWire[link].copies}`).join(', ')})
dead letters         ${dead}, with ${letters.length - dead} parked behind
time                 ${seconds(ms)} s, ${Math.round(wanted / (ms / 1000))} events/s with all faults
${wrong.map((each) => `wrong                ${each}\n`).join('')}
${verdictOf(wrong)}
`;
}

const verdictOf = (wrong: readonly string[]) =>
  wrong.length === 0 ? 'drill passed' : `drill failed: ${wrong.join('; ')}`;

const HEADINGS = ['at s', 'fault', 'target', 'lasted s', 'in flight', 'healed after s'];

function tableOf(suffered: readonly Suffered[]): string {
  const rows = suffered.map(({ at, what, target, lasted, inFlight, recovered }) => [
    ...[seconds(at), what, target, seconds(lasted), String(inFlight)],
    recovered === undefined ? 'never' : seconds(recovered),
  ]);
  const widths = HEADINGS.map((heading, column) =>
    Math.max(heading.length, ...rows.map((row) => row[column]?.length ?? 0)),
  );
  const isText = (column: number) => column === 1 || column === 2;
  return [HEADINGS, ...rows]
    .map((row) =>
      row.map((cell, at) => (isText(at) ? cell.padEnd(widths[at] ?? 0) : cell.padStart(widths[at] ?? 0))).join('  '),
    )
    .join('\n');
}

const seconds = (ms: number) => (ms / 1000).toFixed(1);
