import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';

/** A benchmark's program in its own process, so it takes no time from the process that measures. */
export type Program = {
  readonly pid: number;
  /**
   * Sends a question and resolves to the answer, one at a time. If the program ends instead, throws with its output.
   */
  ask<A>(question: unknown): Promise<A>;
  stop(): Promise<void>;
};

/** Starts a TypeScript file that answers messages (`answering`), and resolves once it is ready. */
export async function startProgram(file: string, options: { env?: Record<string, string>; execArgv?: string[] } = {}) {
  const child = fork(file, {
    env: { ...process.env, ...options.env },
    execArgv: options.execArgv ?? [],
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  const said = child.stderr ? text(child.stderr as Readable) : Promise.resolve('');
  const ended = once(child, 'exit').then(async () => {
    throw new Error(`${file} ended: ${await said}`);
  });
  ended.catch(() => undefined); // `ask` reports it
  const answer = async (): Promise<unknown> => {
    const [message] = await Promise.race([once(child, 'message'), ended]);
    return message;
  };
  await answer();
  return hold(child, answer);
}

function hold(child: ChildProcess, answer: () => Promise<unknown>): Program {
  const { pid } = child;
  if (pid === undefined) throw new Error('a program that answered has no pid');
  return {
    pid,
    async ask<A>(question: unknown) {
      const answered = answer();
      child.send(question as object);
      return (await answered) as A; // the program's file declares the type of its answers
    },
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const gone = once(child, 'exit');
      child.disconnect();
      const impatience = setTimeout(() => child.kill('SIGKILL'), 4_000);
      await gone;
      clearTimeout(impatience);
    },
  };
}
