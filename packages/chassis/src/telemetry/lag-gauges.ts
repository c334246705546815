import type { Registry } from 'prom-client';
import { askedGauge } from './asked-gauge.ts';
import type { ConsumerLag, Lag } from './consumer-lag.ts';

/** Shows the lag of each partition of this process: in messages, in seconds, and as a share of the retention. */
export function showLag(lag: ConsumerLag, registers: Registry[]): void {
  const gauge = (name: string, help: string, value: (of: Lag) => number | undefined) =>
    askedGauge({ name, help, labelNames: ['topic', 'partition'], registers }).ask(() =>
      lag.read().flatMap((of) => {
        const found = value(of);
        return found === undefined ? [] : [{ labels: { topic: of.topic, partition: of.partition }, value: found }];
      }),
    );
  gauge('crescendo_consumer_lag_messages', 'Records of a partition not yet handled', ({ messages }) => messages);
  gauge(
    'crescendo_consumer_lag_seconds',
    'Age of the oldest record of a partition not yet handled',
    ({ seconds }) => seconds,
  );
  gauge(
    'crescendo_consumer_lag_retention_ratio',
    'That age, as a share of how long the broker keeps records: at 1 they are lost',
    ({ share }) => share,
  );
}
