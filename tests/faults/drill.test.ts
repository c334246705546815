import { expect, test } from 'vitest';
import { runDrill } from './drill/drill.ts';
import { seeded } from './drill/random.ts';
import { reportOf } from './drill/report.ts';
import { shortSchedule } from './drill/schedule.ts';

test('through kills, a zombie, cut connections and engines that die, every event takes effect once and in order', async () => {
  const seed = Math.floor(Math.random() * 1_000_000);
  const print = (text: string) => void process.stdout.write(`${text}\n`);
  const { signal } = new AbortController();
  const result = await runDrill({ events: 400, schedule: shortSchedule(seeded(seed)), copies: 20, say: print, signal });
  print(`${reportOf(result)}(seed ${seed})`);
  expect(result.wrong).toEqual([]);
}, 300_000);
