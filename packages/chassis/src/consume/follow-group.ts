import type { Consumer } from 'kafkajs';

type GroupEvents = {
  joined(partitions: { topic: string; partition: number }[]): void;
  crashed(crash: { error: Error; restart: boolean }): void;
  disconnected(): void;
};

/** Tells what becomes of a consumer in its group. Listeners are not awaited: what must happen before the first fetch happens synchronously in `joined`. */
export function followGroup(consumer: Consumer, { joined, crashed, disconnected }: GroupEvents): void {
  const { GROUP_JOIN, CRASH, DISCONNECT } = consumer.events;
  consumer.on(GROUP_JOIN, ({ payload }) => {
    const assigned = Object.entries(payload.memberAssignment);
    joined(assigned.flatMap(([topic, partitions]) => partitions.map((partition) => ({ topic, partition }))));
  });
  consumer.on(CRASH, ({ payload }) => crashed(payload));
  consumer.on(DISCONNECT, disconnected);
}
