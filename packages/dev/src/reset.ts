import { rmSync } from 'node:fs';
import { CRESCENDO } from './paths.ts';
import { assertNotRunning, waitForEarlierRun } from './system/earlier-run.ts';

/** `npm run reset`: deletes all data, logs and secrets of `npm start`. Refuses while that runs. */
const say = (line: string) => process.stdout.write(`${line}\n`);
try {
  await assertNotRunning(CRESCENDO);
  await waitForEarlierRun(CRESCENDO, say);
  rmSync(CRESCENDO, { recursive: true, force: true });
  say('Forgotten: the next npm start begins anew.');
} catch (error) {
  say(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
