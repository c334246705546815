import { lastLines } from './last-lines.ts';
import type { Exit, Leashed } from './leashed.ts';

/** An engine that can be stopped, killed and started again on the same data and the same port. */
export type EngineProcess = {
  /** The process of the engine itself; undefined while it is down, or if the engine was given to us. */
  readonly pid: number | undefined;
  /** Undefined if the engine was given to us. */
  readonly dataDir: string | undefined;
  /** Resolves once the engine really answers. */
  start(): Promise<void>;
  /** SIGTERM; resolves once it is gone. */
  stop(): Promise<void>;
  /** SIGKILL; resolves once it is gone. */
  kill(): Promise<void>;
};

export type EngineOptions = {
  name: string;
  dataDir: string;
  logFile: string;
  launch(): Promise<Leashed>;
  /** Throws while the engine does not answer yet. */
  probe(): Promise<void>;
  /** Cancels the wait for its first answer. */
  signal?: AbortSignal;
  /** Called when the engine ends unasked. */
  onCrash?: (exit: Exit) => void;
};

const START_TIMEOUT_MS = 60_000;
const PROBE_EVERY_MS = 50;

/** Starts an engine and keeps control of it through restarts. */
export async function startEngineProcess(options: EngineOptions): Promise<EngineProcess> {
  let current: Leashed | undefined;

  async function start() {
    if (current) throw new Error(`${options.name} is running already`);
    const started = await options.launch();
    current = started;
    void started.exited.then((exit) => {
      if (current !== started) return;
      current = undefined;
      options.onCrash?.(exit);
    });
    await answering(options, started);
  }

  async function end(how: 'stop' | 'kill') {
    const ending = current;
    current = undefined;
    await ending?.[how]();
  }

  await start().catch(async (error: unknown) => {
    await end('kill');
    throw error;
  });
  return {
    get pid() {
      return current?.pid;
    },
    dataDir: options.dataDir,
    start,
    stop: () => end('stop'),
    kill: () => end('kill'),
  };
}

/** An engine that runs elsewhere: we use it as it is and never stop it. */
export function givenEngine(variable: string): EngineProcess {
  const refuse = () => Promise.reject(new Error(`${variable} was given: that engine is not ours to start or stop`));
  return { pid: undefined, dataDir: undefined, start: refuse, stop: refuse, kill: refuse };
}

async function answering(options: EngineOptions, process: Leashed) {
  const giveUp = Date.now() + START_TIMEOUT_MS;
  let dead: Exit | undefined;
  void process.exited.then((exit) => {
    dead = exit;
  });
  for (;;) {
    try {
      await options.probe();
      return;
    } catch (error) {
      options.signal?.throwIfAborted();
      if (!dead && Date.now() < giveUp) {
        await new Promise((resolve) => setTimeout(resolve, PROBE_EVERY_MS));
        continue;
      }
      const why = dead ? `ended with ${dead.signal ?? `code ${dead.code}`}` : `does not answer: ${error}`;
      throw new Error(`${options.name} ${why}\n${lastLines(options.logFile)}`);
    }
  }
}
