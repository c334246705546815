import { newId } from '@crescendo/contracts';
import { expect } from 'vitest';
import { leaseRecheck, monotonicLease } from '../bus/mechanisms.ts';
import type { ReplicaProcess } from '../bus/replica-process.ts';
import type { TestBus } from '../bus/test-bus.ts';
import type { Guarantee } from './guarantee.ts';
import { range } from './numbers.ts';

const SKEW_MS = 5_000;
const PAUSE_MS = 150;

/** A tenant's numbers in the order on the wire, without copies. */
async function numbersOnTheWire(bus: TestBus, tenant: string): Promise<number[]> {
  const records = (await bus.wire(bus.topics.counted)).filter(({ message }) => String(message.key) === tenant);
  return [...new Set(records.map(({ message }) => JSON.parse(String(message.value)).number))];
}

/** Ids of events that more than one replica has sent. */
function sentByTwo(replicas: readonly ReplicaProcess[]): string[] {
  const sendings = replicas.flatMap((by) => [...new Set(by.sent())].map((id) => ({ id, by })));
  const senders = Map.groupBy(sendings, ({ id }) => id);
  return [...senders].filter(([, by]) => by.length > 1).map(([id]) => id);
}

/** Keeps publishing the next number for every tenant, until `end`. */
function keepAsking(bus: TestBus, tenants: readonly string[]) {
  let [next, ended] = [0, false];
  async function ask(): Promise<void> {
    for (; !ended; next++) {
      await Promise.all(tenants.map((tenant) => bus.publish(bus.asked, tenant, [next])));
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    }
  }
  const asking = ask();
  return {
    /** Waits until `count` more numbers are published. */
    async more(count: number): Promise<void> {
      const upTo = next + count;
      await bus.eventually(() => expect(next).toBeGreaterThanOrEqual(upTo));
    },
    /** Resolves to how many numbers each tenant got. */
    async end(): Promise<number> {
      ended = true;
      await asking;
      return next;
    },
  };
}

export const oneRelayAtATime: Guarantee = {
  sentence: 'The relay passes between replicas whose clocks differ by ten seconds: one sends at a time, in order',
  restsOn: [monotonicLease],
  async prove(bus) {
    const tenants = [newId('tenant'), newId('tenant')];
    const asking = keepAsking(bus, tenants);
    const replicas: ReplicaProcess[] = [];
    try {
      replicas.push(await bus.startProcess(-SKEW_MS));
      for (const skew of [SKEW_MS, -SKEW_MS, SKEW_MS]) {
        const before = replicas.at(-1);
        await bus.eventually(() => expect(before?.sent().length).toBeGreaterThan(0));
        const after = await bus.startProcess(skew);
        replicas.push(after);
        await asking.more(5); // both run, but only one may send
        expect(sentByTwo(replicas)).toEqual([]);
        await before?.stop();
        await bus.eventually(() => expect(after.sent().length).toBeGreaterThan(0));
      }
    } finally {
      await asking.end();
    }
    const all = range(0, await asking.end());
    for (const tenant of tenants)
      await bus.eventually(async () => expect((await bus.tally(tenant)).count).toBeGreaterThanOrEqual(all.length));
    await bus.eventually(async () => expect(await bus.pending()).toBe(0));
    expect(sentByTwo(replicas)).toEqual([]);
    for (const tenant of tenants) {
      expect((await bus.tally(tenant)).seen).toEqual(all);
      expect(await numbersOnTheWire(bus, tenant)).toEqual(all);
    }
  },
};

export const aRelayPastItsLeaseSendsNothing: Guarantee = {
  sentence: 'A relay that was stopped past its lease, and goes on, sends nothing that its successor has sent',
  restsOn: [leaseRecheck],
  async prove(bus) {
    const tenant = newId('tenant');
    const stopped = await bus.startProcess(SKEW_MS);
    await bus.publish(bus.asked, tenant, range(0, 2));
    await bus.eventually(() => expect(new Set(stopped.sent()).size).toBe(4));
    const successor = await bus.startProcess(-SKEW_MS);
    stopped.freezeBeforeASend();
    await bus.publish(bus.asked, tenant, range(2, 6));
    await bus.eventually(() => expect(stopped.isFrozen()).toBe(true));
    await bus.eventually(async () => expect((await bus.tally(tenant)).count).toBe(6));
    const before = stopped.sent().length;
    stopped.goesOn();
    await bus.publish(bus.asked, tenant, range(6, 8));
    await bus.eventually(async () => expect((await bus.tally(tenant)).seen).toContain(7));
    // A stop ends the current batch first, so anything it had found would be sent by now.
    await stopped.stop();
    expect(stopped.sent().slice(before)).toEqual([]);
    expect(await numbersOnTheWire(bus, tenant)).toEqual(range(0, 8));
    expect(await bus.tally(tenant)).toEqual({ count: 8, seen: range(0, 8) });
    await successor.stop();
  },
};
