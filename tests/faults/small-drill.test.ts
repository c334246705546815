import { expect, test } from 'vitest';
import { runDrill } from './drill/drill.ts';
import { reportOf } from './drill/report.ts';
import type { Fault } from './drill/schedule.ts';

const COPIES = 10;
/** The two most important faults: events come twice, and their sender disappears in the middle. */
const schedule: Fault[] = [
  { kind: 'kill before the mark', link: 'billing', replica: 'relay', downMs: 300, sent: COPIES },
];

test('through the kill of a relay before it marks what it sent, every event takes effect once and in order', async () => {
  const print = (text: string) => void process.stdout.write(`${text}\n`);
  const { signal } = new AbortController();
  const result = await runDrill({ events: 100, schedule, copies: COPIES, say: print, signal });
  print(reportOf(result));
  expect(result.wrong).toEqual([]);
}, 300_000);
