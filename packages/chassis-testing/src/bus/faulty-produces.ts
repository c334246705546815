import type { Kafka } from 'kafkajs';

export type ProduceFault =
  /** The broker does not get the records. */
  | 'refused'
  /** The broker has them, but its answer is lost. */
  | 'answer-lost';

/** Makes produces of a client fail: each fault pushed to the result applies to one of the next produces, in order. */
export function faultyProduces(kafka: Kafka): ProduceFault[] {
  const faults: ProduceFault[] = [];
  const original = kafka.producer.bind(kafka);
  kafka.producer = (options) => {
    const producer = original(options);
    return {
      ...producer,
      async sendBatch(batch) {
        const fault = faults.shift();
        if (fault === 'refused') throw new Error('the broker refused');
        const answer = await producer.sendBatch(batch);
        if (fault === 'answer-lost') throw new Error('the connection broke');
        return answer;
      },
    };
  };
  return faults;
}
