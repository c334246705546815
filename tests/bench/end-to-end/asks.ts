import { randomBytes } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { openConnection } from '../stage/connection.ts';
import { slackRequest } from '../stage/slack-request.ts';
import type { MessageWatch } from './watch-messages.ts';

/** For people who type `/crescendo start` or `lesson`. */
export type Asking = { team: string; signingSecret: string; gatewayPort: number; watch: MessageWatch };

/** One command: the trace it started, and when it was due by the monotonic clock and by the wall clock. */
export type Asked = { user: string; trace: string; dueAt: number; wallClock: number };

const CONNECTIONS = 16;
const GIVE_UP_MS = 120_000;

function commandOf({ team, signingSecret }: Asking, user: string, word: string, trace: string): Buffer {
  const form = { team_id: team, user_id: user, command: '/crescendo', text: word, trigger_id: `1.2.${trace}` };
  const body = new URLSearchParams(form).toString();
  return slackRequest({ path: 'commands', body, signingSecret, traceparent: `00-${trace}-${trace.slice(16)}-01` });
}

/** Sends a command for each user, in order: as fast as answers come, or at a rate per second. */
export async function askAll(
  asking: Asking,
  ask: { users: readonly string[]; word: 'start' | 'lesson'; rate?: number },
): Promise<Asked[]> {
  const { users, word, rate } = ask;
  const connections = await Promise.all(Array.from({ length: CONNECTIONS }, () => openConnection(asking.gatewayPort)));
  const started = performance.now();
  const sent: Asked[] = [];
  let next = 0;
  await Promise.all(
    connections.map(async (connection) => {
      for (let at = next++; at < users.length; at = next++) {
        const user = users[at] ?? '';
        const trace = randomBytes(16).toString('hex');
        const dueAt = rate === undefined ? performance.now() : started + (at / rate) * 1_000;
        await pause(Math.max(0, dueAt - performance.now()));
        sent.push({ user, trace, dueAt, wallClock: Date.now() - (performance.now() - dueAt) });
        const status = await connection.send(commandOf(asking, user, word, trace));
        if (status !== 200) throw new Error(`a command was answered ${status}`);
      }
    }),
  );
  for (const connection of connections) connection.close();
  return sent;
}

/** Milliseconds from each command until its message was requested. Throws if one was not within two minutes. */
export async function untilRequested({ requestedAt }: MessageWatch, asked: readonly Asked[]): Promise<number[]> {
  const giveUp = performance.now() + GIVE_UP_MS;
  while (asked.some(({ trace }) => !requestedAt.has(trace))) {
    if (performance.now() > giveUp) throw new Error('not every command led to a message in two minutes');
    await pause(20);
  }
  return asked.map(({ trace, dueAt }) => (requestedAt.get(trace) ?? Number.NaN) - dueAt);
}
