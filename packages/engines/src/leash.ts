import { spawn } from 'node:child_process';

/**
 * Runs a command that knows nothing about us (java, python) so that it never outlives the process that started it.
 *
 *   node leash.ts <linger ms> <command> [arguments]
 *
 * `leashed.ts` starts it with an IPC channel. It sends the command's pid over the channel, and ends with the command. When
 * the channel closes (its owner ended, also by kill -9), the command gets `linger` ms so that its clients can end first,
 * then SIGTERM, and SIGKILL if it ignores that. Signals to this process go to the command.
 */
const PATIENCE_MS = 4_000;
const [linger, command, ...args] = process.argv.slice(2);
if (!process.send || linger === undefined || command === undefined) {
  throw new Error('leash.ts is started by leashed.ts, not by hand');
}

const child = spawn(command, args, { stdio: ['ignore', 'inherit', 'inherit'] });
child.once('spawn', () => process.send?.({ pid: child.pid }));
child.once('error', (error) => {
  process.send?.({ error: error.message });
  process.exitCode = 1;
  process.disconnect?.();
});
child.once('exit', (code, signal) => {
  if (process.connected) process.send?.({ code, signal }, () => process.exit(0));
  else process.exit(0);
});
process.once('disconnect', () => {
  if (child.pid === undefined) return;
  setTimeout(() => child.kill('SIGTERM'), Number(linger));
  setTimeout(() => child.kill('SIGKILL'), Number(linger) + PATIENCE_MS);
});
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => child.kill('SIGTERM'));
