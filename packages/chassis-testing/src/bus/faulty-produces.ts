import type { Kafka } from 'kafkajs';

export type ProduceFault =
  /** The broker does not have the records. */
  | 'refused'
  /** It has them, and its answer gets lost. */
  | 'answer-lost';

/** Lets produces of a client fail: what is pushed to the result happens to the next one each, in their order. */
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
