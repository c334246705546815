import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const exec = promisify(execFile);

/** Announces a step, runs it, and says how long it took. */
export async function step(what, work) {
  process.stderr.write(`${what}\n`);
  const started = Date.now();
  const result = await work();
  process.stderr.write(`${what}: done in ${((Date.now() - started) / 1000).toFixed(1)} s\n`);
  return result;
}

/** Runs a program to its end; throws with its output if it fails. */
export async function quietly(program, args, options = {}) {
  try {
    await exec(program, args, { ...options, maxBuffer: 64 * 1024 * 1024 });
  } catch (error) {
    const said = `${error.stdout ?? ''}${error.stderr ?? ''}`.trim().split('\n').slice(-40).join('\n');
    throw new Error(`${program} ${args.join(' ')} failed\n${said || error.message}`);
  }
}
