import type { OutageReport } from './outage.ts';

const whatIsAway = { broker: 'the broker', database: 'the database', both: 'the broker and the database' };
const inSeconds = (ms: number) => `${(ms / 1_000).toFixed(1)} s`;

/** The lines of a report on an outage, for a person. */
export function render(report: OutageReport): string[] {
  const { outage, people, answers, safe, complaints, broken } = report;
  const counts = (said: Record<string, number>) =>
    Object.entries(said)
      .map(([status, count]) => `${status} × ${count}`)
      .join(', ');
  const list = (title: string, lines: readonly string[]) =>
    lines.length === 0 ? [] : [title, ...lines.map((line) => `    ${line}`)];
  return [
    `Without ${whatIsAway[outage.away]} for ${outage.seconds} s: ${answers.clicks} clicks and ${answers.events} events of ${people} people`,
    `  answered       median ${answers.medianMs} ms, p99 ${answers.p99Ms} ms, longest ${answers.longestMs} ms`,
    ...Object.entries(answers.byKind).map(([kind, said]) => `    ${kind.padEnd(20)} ${counts(said)}`),
    `  not taken      ${answers.notTaken.clicks} clicks, ${answers.notTaken.events} events`,
    `  made safe by   the outbox × ${safe.outbox}, the broker × ${safe.broker}`,
    `  back after     ${inSeconds(report.backMs)}; all in effect, once and in order, ${inSeconds(report.inEffectMs)} later`,
    `  normal again   ${inSeconds(report.directMs)} after that: clicks go straight to the broker, and nothing was restarted`,
    ...list('  errors logged', complaints.errors),
    ...list('  warnings logged', complaints.warnings),
    ...list('  NOT AS PROMISED', broken),
    `  ${broken.length === 0 ? 'as promised' : 'not as promised'}`,
  ];
}
