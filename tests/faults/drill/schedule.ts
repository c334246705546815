import type { FailingCommands } from '../../../packages/engines/src/fail-commands.ts';
import { chain, type Link } from './chain.ts';
import type { Random } from './random.ts';

export const REPLICAS = 3;

/** A replica by its number, or the one that relays its service's events at that time. */
export type Who = { link: Link; replica: number | 'relay' };
export type Network = 'Kafka' | 'the database';

/** A fault and how long it lasts, in milliseconds. */
export type Fault =
  | ({ kind: 'kill'; downMs: number } & Who)
  /** The broker has the relay's last `sent` events, but the outbox does not know it: each is sent again, as a copy. */
  | ({ kind: 'kill before the mark'; downMs: number; sent: number } & Who)
  | ({ kind: 'freeze'; ms: number } & Who)
  | { kind: 'kill an engine'; engine: Network; downMs: number }
  | { kind: 'cut'; network: Network; times: number }
  | { kind: 'stall'; network: Network; ms: number }
  | ({ kind: 'fail commands'; ms: number } & FailingCommands);

/** Kafka's minimum. After this time without a heartbeat, others get a replica's partitions. */
export const SESSION_TIMEOUT_MS = 6_000;

const networks: readonly Network[] = ['Kafka', 'the database'];
const WRITE_CONFLICT = { errorCode: 112, errorLabels: ['TransientTransactionError'] };
const SHUTDOWN_IN_PROGRESS = { errorCode: 91 };

/** All faults, most of them more than once, in an order that depends on the seed. Causes at least this many copies. */
export function wholeSchedule(random: Random, { copies }: { copies: number }): Fault[] {
  return random.shuffle<Fault>([
    ...chain.flatMap((link): Fault[] => [
      { kind: 'kill', link, replica: random.between(1, REPLICAS), downMs: random.between(300, 2_000) },
      { kind: 'kill', link, replica: 'relay', downMs: random.between(300, 2_000) },
      { kind: 'freeze', link, replica: random.between(1, REPLICAS), ms: frozen(random) },
    ]),
    ...(['billing', 'analytics'] as const).map(
      (link): Fault => ({
        kind: 'kill before the mark',
        link,
        replica: 'relay',
        downMs: 500,
        sent: Math.ceil(copies / 2),
      }),
    ),
    { kind: 'freeze', link: random.pick(['billing', 'analytics']), replica: 'relay', ms: frozen(random) },
    ...networks.flatMap((each): Fault[] => [
      { kind: 'kill an engine', engine: each, downMs: random.between(500, 3_000) },
      { kind: 'kill an engine', engine: each, downMs: random.between(3_000, 6_000) },
      { kind: 'cut', network: each, times: random.between(5, 10) },
      { kind: 'stall', network: each, ms: random.between(3_000, 7_000) },
    ]),
    { kind: 'fail commands', commands: ['update'], answer: SHUTDOWN_IN_PROGRESS, ms: 3_000 },
    { kind: 'fail commands', commands: ['commitTransaction'], answer: WRITE_CONFLICT, ms: 2_000 },
    { kind: 'fail commands', commands: ['commitTransaction'], answer: 'closed-connection', ms: 2_000 },
    { kind: 'fail commands', commands: ['find', 'insert'], answer: 'closed-connection', ms: 2_000 },
  ]);
}

/** One of each most important kind, for a test that everybody waits for. Causes at least this many copies. */
export function shortSchedule(random: Random, { copies }: { copies: number }): Fault[] {
  return random.shuffle<Fault>([
    { kind: 'kill before the mark', link: 'billing', replica: 'relay', downMs: 300, sent: copies },
    { kind: 'freeze', link: 'analytics', replica: random.between(1, REPLICAS), ms: frozen(random) },
    { kind: 'kill an engine', engine: 'Kafka', downMs: 300 },
    { kind: 'kill an engine', engine: 'the database', downMs: 300 },
    { kind: 'cut', network: random.pick(networks), times: 3 },
  ]);
}

const frozen = (random: Random) => SESSION_TIMEOUT_MS + random.between(1_500, 3_500);

/** A fault and its target, in words. */
export function described(fault: Fault): { what: string; target: string } {
  switch (fault.kind) {
    case 'kill':
      return { what: 'kill -9', target: nameOf(fault) };
    case 'kill before the mark':
      return { what: 'kill -9 before the mark', target: nameOf(fault) };
    case 'freeze':
      return { what: 'stopped past its session', target: nameOf(fault) };
    case 'kill an engine':
      return { what: 'kill -9', target: fault.engine };
    case 'cut':
      return { what: `connections cut ${fault.times} times`, target: fault.network };
    case 'stall':
      return { what: 'connections stalled', target: fault.network };
    case 'fail commands':
      return {
        what: `commands fail: ${fault.answer === 'closed-connection' ? fault.answer : `error ${fault.answer.errorCode}`}`,
        target: fault.commands.join(', '),
      };
  }
}

const nameOf = ({ link, replica }: Who) => (replica === 'relay' ? `relay of ${link}` : `${link}-${replica}`);
