import type { Consumer } from 'kafkajs';

type GroupEvents = {
  joined(partitions: { topic: string; partition: number }[]): void;
  crashed(crash: { error: Error; restart: boolean }): void;
  disconnected(): void;
};

/**
 * Reports what happens to a consumer in its group. kafkajs does not await listeners, so `joined` does synchronously
 * what must precede the first fetch.
 */
export function followGroup(consumer: Consumer, { joined, crashed, disconnected }: GroupEvents): void {
  const { GROUP_JOIN, CRASH, DISCONNECT } = consumer.events;
  consumer.on(GROUP_JOIN, ({ payload }) => {
    const assigned = Object.entries(payload.memberAssignment);
    joined(assigned.flatMap(([topic, partitions]) => partitions.map((partition) => ({ topic, partition }))));
  });
  consumer.on(CRASH, ({ payload }) => crashed(payload));
  consumer.on(DISCONNECT, disconnected);
}
