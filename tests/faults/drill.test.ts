import { expect, test } from 'vitest';
import { runDrill } from './drill/drill.ts';
import { seeded } from './drill/random.ts';
import { reportOf } from './drill/report.ts';
import { shortSchedule } from './drill/schedule.ts';

const COPIES = 40;

test('through kills, a zombie, cut connections and engines that die, every event takes effect once and in order', async () => {
  const seed = Math.floor(Math.random() * 1_000_000);
  const print = (text: string) => void process.stdout.write(`${text}\n`);
  const { signal } = new AbortController();
  const schedule = shortSchedule(seeded(seed), { copies: COPIES });
  const result = await runDrill({ events: 400, schedule, copies: COPIES, say: print, signal });
  print(`${reportOf(result)}(seed ${seed})`);
  expect(result.wrong).toEqual([]);
}, 600_000);
