import { sharedSignatures, testService } from '@crescendo/chassis-testing';
import { messageSent, newId, plain, tenantId } from '@crescendo/contracts';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { systemClock } from '../clock.ts';
import { createFences } from '../fences/fences.ts';
import { on } from '../handlers/on.ts';
import { defineService } from '../service.ts';
import { collection } from '../store/collection.ts';
import { createLog } from '../telemetry/log.ts';
import { createMetrics } from '../telemetry/metrics.ts';
import { sealEvent } from '../wire/seal-event.ts';
import { brokerOrigin } from './broker-origin.ts';
import { offsets } from './inbox.ts';
import { createPipeline } from './pipeline.ts';

const places = collection({ name: 'places', schema: z.object({ _id: tenantId, ts: plain(z.string()) }) });
const opening = on(messageSent, {
  opens: ['place'],
  async handle({ tenant, data }, tx) {
    await tx.model(places).create([{ _id: tenant, ts: data.place?.ts ?? '' }]);
  },
});

test('an event is handled, not lost, when the hold that was about to end it is lifted', async () => {
  const definition = defineService({
    name: 'gateway',
    collections: [places],
    handlers: [opening],
    opens: ['message', 'intake', 'credential'],
  });
  const { store, keyring, keyServiceAway, context } = await testService(definition);
  const identity = { id: newId('event'), tenant: newId('tenant'), user: newId('user'), time: new Date() };
  const data = { message: newId('message'), outcome: 'sent' as const, place: { channel: 'D1', ts: '1.2' } };
  const value = await sealEvent(keyring, messageSent, identity, data);
  const event = {
    ...identity,
    ...{ type: messageSent.name, source: '/crescendo/gateway', key: identity.user, value },
    ...{ signature: undefined, traceparent: undefined, sequence: undefined },
  };
  const position = { topic: messageSent.stream.topic, partition: 0, offset: 0 };
  await store.model(offsets).create([{ _id: `${position.topic}/0`, next: 0, reached: 0, era: 'test', seen: {} }]);

  // Its key is refused. The customer is on hold before the transaction, but no longer inside it.
  keyring.forget({ tenant: identity.tenant });
  keyServiceAway(true);
  const asked: string[] = [];
  const fences = {
    ...createFences(store),
    async statesOf() {
      const state = asked.length === 0 ? ('held' as const) : ('open' as const);
      asked.push(state);
      if (asked.length > 1) keyServiceAway(false);
      return [state];
    },
  };
  const pipeline = createPipeline({
    ...{
      service: 'gateway',
      handlers: [opening],
      store,
      keyring,
      fences,
      signatures: sharedSignatures(),
      clock: systemClock,
    },
    ...{ metrics: createMetrics('gateway'), log: createLog('gateway', 'silent'), committed: () => {} },
  });
  const row = { next: 0, era: 'test', seen: new Map(), mayHaveLetters: false };
  const { signal } = new AbortController();

  expect(await pipeline(event, brokerOrigin(store, { position, row }), { signal })).toEqual({ kind: 'done' });
  expect(asked).toEqual(['held', 'open', 'open']);
  expect((await context.model(places).findById(identity.tenant).lean())?.ts).toBe('1.2');
});
