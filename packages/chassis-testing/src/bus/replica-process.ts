import { type ChildProcess, execFileSync, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

export type ReplicaSetup = { bus: string; brokers: string; uri: string; without?: string | undefined };
/** Ids of events that its relay has brought to the broker. */
export type FromReplica = { sent: string[] };
export type ToReplica = 'freeze-before-a-send' | 'stop';

export type ReplicaProcess = {
  /** Ids of all events that its relay has brought to the broker, in that order. */
  sent(): readonly string[];
  /** Has it stop (SIGSTOP) at the worst moment: it knows what to send, and is about to. */
  freezeBeforeASend(): void;
  isFrozen(): boolean;
  /** SIGCONT. */
  goesOn(): void;
  /** As SIGTERM ends a service; a frozen one is killed. */
  stop(): Promise<void>;
};

const sibling = (file: string) => fileURLToPath(import.meta.resolve(file));

/** A whole replica (consumer and relay) in a process of its own, whose wall clock is wrong by so much. */
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

/** Whether a signal has stopped it. */
function isStopped({ pid, exitCode, signalCode }: ChildProcess): boolean {
  if (pid === undefined || exitCode !== null || signalCode !== null) return false;
  return execFileSync('ps', ['-o', 'state=', '-p', String(pid)], { encoding: 'utf8' }).startsWith('T');
}
