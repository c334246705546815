import { type Deed, longestMs, notTaken } from '../deeds.ts';

/** Our answers to Slack. */
export type Answers = {
  clicks: number;
  events: number;
  longestMs: number;
  medianMs: number;
  p99Ms: number;
  /** For each kind, the number of each answer. */
  byKind: Record<string, Record<string, number>>;
  /** How many have not been accepted in any of their deliveries so far. */
  notTaken: { clicks: number; events: number };
};

/** An event has Slack's own name; a click is named after the event that must result. */
const isEvent = ({ kind, event }: Deed) => kind !== event;

export function answersTo(deeds: readonly Deed[]): Answers {
  const latencies = deeds.flatMap(({ answers }) => answers.map(({ latencyMs }) => latencyMs)).sort((a, b) => a - b);
  const quantile = (share: number) => latencies[Math.max(0, Math.ceil(share * latencies.length) - 1)] ?? 0;
  const byKind: Answers['byKind'] = {};
  for (const { kind, answers } of deeds) {
    const counts = byKind[kind] ?? {};
    for (const { said } of answers) counts[said] = (counts[said] ?? 0) + 1;
    byKind[kind] = counts;
  }
  const split = (some: readonly Deed[]) => {
    const events = some.filter(isEvent).length;
    return { clicks: some.length - events, events };
  };
  return {
    ...split(deeds),
    longestMs: longestMs(deeds),
    medianMs: quantile(0.5),
    p99Ms: quantile(0.99),
    byKind,
    notTaken: split(notTaken(deeds)),
  };
}
