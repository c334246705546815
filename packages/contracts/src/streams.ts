const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** What the records of a stream are keyed by; order holds per producer, stream and key. */
export type KeyedBy = 'slack-user' | 'tenant' | 'user';

export type Stream = {
  name: string;
  topic: string;
  keyedBy: KeyedBy;
  /** Milliseconds a record stays on the broker. */
  retention: number;
  /** Never changed after creation: it would move keys to other partitions. */
  partitions: { production: number; embedded: number };
  /** Topic settings for the broker, as Kafka names them. */
  config: Record<string, string>;
};

function stream<N extends string>(name: N, keyedBy: KeyedBy, retention = 7 * DAY) {
  return {
    name,
    topic: `crescendo.${name}`,
    keyedBy,
    retention,
    partitions: { production: 12, embedded: 3 },
    config: {
      'retention.ms': String(retention),
      // By default a segment can stay open for a week, and its records then outlive their retention.
      'segment.ms': String(HOUR),
      'cleanup.policy': 'delete',
      'max.message.bytes': '1048576',
    },
  };
}

/** Raw Slack traffic expires as early as its keys. */
export const slackStream = stream('slack', 'slack-user', 3 * DAY);
export const tenantsStream = stream('tenants', 'tenant');
export const usersStream = stream('users', 'user');
export const messagesStream = stream('messages', 'user');
/** Erasure and what starts it. Its events meet no fence, and are never given up. */
export const controlStream = stream('control', 'tenant');

/** Whether a topic carries control events: the control stream, or a test's own copy of it. */
export const isControlTopic = (topic: string): boolean => topic.endsWith(`.${controlStream.name}`);

/** All streams: one Kafka topic each. */
export const streams: readonly Stream[] = [slackStream, tenantsStream, usersStream, messagesStream, controlStream];
