import { runOf } from '@crescendo/chassis-testing';
import { controlStream, type ErasureStep, erasureStepDone, erasureStepRequested, newId } from '@crescendo/contracts';
import mongoose from 'mongoose';
import { eraseJob } from '../../../packages/chassis/src/erasure/erase-job.ts';
import { outbox } from '../../../packages/chassis/src/outbox/outbox.ts';
import { offsets } from '../../../packages/chassis/src/process/inbox.ts';
import { sourceOf } from '../../../packages/chassis/src/wire/envelope.ts';
import type { BenchService } from './open-bench-service.ts';

const ERA = 'bench';
const never = new AbortController().signal;

/** Both ways to erase a customer; each resolves to the number of deleted rows. */
export async function erasing(running: BenchService) {
  const { service, collections, store, context, processor, signatures } = running;
  const job = eraseJob({ store, collections, hooks: service.erasure });
  const { topic } = controlStream;
  const _id = `${topic}/0`;
  await store
    .model(offsets)
    .updateOne({ _id }, { $setOnInsert: { next: 0, reached: 0, era: ERA, seen: {} } }, { upsert: true });
  let next = (await store.model(offsets).findById(_id).lean())?.next ?? 0;

  /** Delivers a signed request for a step, as the key service sends it, through the inbox. */
  async function ask(step: ErasureStep, { tenant, erasure }: { tenant: string; erasure: string }): Promise<void> {
    const event = {
      id: newId('event'),
      type: erasureStepRequested.name,
      source: sourceOf('purge'),
      time: new Date(),
      tenant,
      user: undefined,
      key: tenant,
      value: JSON.stringify({ erasure, scope: 'tenant', step }),
      traceparent: undefined,
    };
    const position = { topic, partition: 0, offset: next };
    const row = { next, era: ERA, seen: new Map(), mayHaveLetters: false };
    const signed = { ...event, signature: signatures.sign(event) };
    const { kind } = await processor.process(signed, { position, row }, never);
    if (kind !== 'done') throw new Error(`the step ${step} came to ${kind}`);
    next++;
  }
  const run = runOf(job, context);
  const work = () => run(context.clock.now());

  /** The answers to the steps, read from the outbox, where they wait for the broker. */
  async function answers(tenant: string) {
    const rows = await store.model(outbox).find({ tenant, type: erasureStepDone.name }).lean();
    return rows.map(({ value }) => JSON.parse(value) as { step: string; counts?: { erased: number; after: number }[] });
  }

  const client = new mongoose.mongo.MongoClient(process.env.MONGODB_URI ?? '', {
    writeConcern: { w: 'majority', journal: true },
  });
  return {
    /** All steps from the fence to the answer of the second count. Throws if an answer is missing. */
    async ours(of: { tenant: string; erasure: string }): Promise<number> {
      await ask('fence', of);
      await ask('erase', of);
      await work();
      await ask('verify', of);
      await work();
      const counts = (await answers(of.tenant)).flatMap(({ step, counts }) => (step === 'erase' ? (counts ?? []) : []));
      const verified = (await answers(of.tenant)).some(({ step }) => step === 'verify');
      if (!verified || counts.some(({ after }) => after > 0)) throw new Error('the erasure is not proven');
      return counts.reduce((sum, { erased }) => sum + erased, 0);
    },
    /** The version without promises: one statement per collection. */
    async bare(tenant: string): Promise<number> {
      let rows = 0;
      for (const { name } of service.collections)
        rows += (
          await client
            .db()
            .collection(name)
            .deleteMany({ tenant }, { hint: { tenant: 1 } })
        ).deletedCount;
      return rows;
    },
  };
}
