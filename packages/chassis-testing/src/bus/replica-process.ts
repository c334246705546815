import { type ChildProcess, execFileSync, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

export type ReplicaSetup = { bus: string; brokers: string; uri: string; without?: string | undefined };
/** Ids of events that its relay has just sent to the broker. */
export type FromReplica = { sent: string[] };
export type ToReplica = 'freeze-before-a-send' | 'stop';

export type ReplicaProcess = {
  /** Ids of all events that its relay has sent to the broker, in order. */
  sent(): readonly string[];
  /** Makes it stop (SIGSTOP) at the worst moment: it has read what to send and is about to send it. */
  freezeBeforeASend(): void;
  isFrozen(): boolean;
  /** Resumes it (SIGCONT). */
  goesOn(): void;
  /** Stops it in order, as SIGTERM stops a service; kills a frozen one. */
  stop(): Promise<void>;
};

const sibling = (file: string) => fileURLToPath(import.meta.resolve(file));

/** Starts a whole replica (consumer and relay) in its own process, whose wall clock is off by `clockShiftMs`. */
export async function startReplicaProcess({
  clockShiftMs,
  ...setup
}: ReplicaSetup & { clockShiftMs: number }): Promise<ReplicaProcess> {
  const child = fork(sibling('./replica-main.ts'), [JSON.stringify(setup)], {
    execArgv: ['--import', sibling('./shifted-clock.ts')],
    env: { ...process.env, CLOCK_SHIFT_MS: String(clockShiftMs) },
  });
  const sent: string[] = [];
  child.on('message', (message: FromReplica) => sent.push(...message.sent));
  const exited = once(child, 'exit');
  await Promise.race([
    once(child, 'message'),
    exited.then(() => Promise.reject(new Error('a replica ended as it began'))),
  ]);
  const tell = (what: ToReplica) => child.send(what);
  return {
    sent: () => sent,
    freezeBeforeASend: () => void tell('freeze-before-a-send'),
    isFrozen: () => isStopped(child),
    goesOn: () => void child.kill('SIGCONT'),
    async stop() {
      if (isStopped(child)) child.kill('SIGKILL');
      else if (child.connected) tell('stop');
      await exited;
    },
  };
}

/** Whether a signal has stopped the process. */
function isStopped({ pid, exitCode, signalCode }: ChildProcess): boolean {
  if (pid === undefined || exitCode !== null || signalCode !== null) return false;
  return execFileSync('ps', ['-o', 'state=', '-p', String(pid)], { encoding: 'utf8' }).startsWith('T');
}
