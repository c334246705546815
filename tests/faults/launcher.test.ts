import { expect, test } from 'vitest';
import { goneWithin, launched } from './launched.ts';
import { running } from './launcher.ts';

test('npm start leaves no process after Ctrl-C, within 10 s, however often it is pressed', async () => {
  const launcher = await launched(30_100);
  const { npmPid } = launcher;
  process.kill(-npmPid, 'SIGINT');
  setTimeout(() => running([npmPid]).length > 0 && process.kill(-npmPid, 'SIGINT'), 300);
  await goneWithin(10);
  expect(launcher.output).toContain('Stopped');
});
