import { testService } from '@crescendo/chassis-testing';
import { messageSent, newId } from '@crescendo/contracts';
import { createKeyring } from '@crescendo/keyring';
import { keyServiceInMemory } from '@crescendo/keyring/testing';
import { expect, onTestFinished, test, vi } from 'vitest';
import { createFences } from '../fences/fences.ts';
import { defineService } from '../service.ts';
import { deadline } from '../waiting/deadline.ts';
import type { Outgoing } from '../wire/batches.ts';
import { createKafka } from '../wire/kafka.ts';
import { createPublisher, type Publisher } from '../wire/publisher.ts';
import { outbox } from './outbox.ts';
import { createDirectPublishing } from './publish-now.ts';

type KeyService = ReturnType<typeof keyServiceInMemory>;

/** How long the caller waits. */
const LIMIT_MS = 1_700;
const soon = { timeout: 60_000, interval: 10 };

/** A broker that answers each produce when told. */
function controlled() {
  const produced: { ids: string[]; acknowledge: () => void; refuse: () => void }[] = [];
  const publisher: Publisher = {
    send: (events: readonly Outgoing[], terms) =>
      new Promise((resolve, reject) => {
        const ids = events.map(({ event }) => event.id);
        terms?.begins();
        produced.push({ ids, acknowledge: resolve, refuse: () => reject(new Error('refused')) });
      }),
    close: async () => {},
  };
  return { produced, publisher };
}

/** A key service that answers when told. */
function slowKeys() {
  const { transport, ...keys } = keyServiceInMemory();
  const { promise: answers, resolve: answer } = Promise.withResolvers<void>();
  const { promise: asked, resolve: ask } = Promise.withResolvers<void>();
  return {
    ...keys,
    asked,
    answer,
    transport: {
      async post(...question: Parameters<typeof transport.post>) {
        ask();
        await answers;
        return await transport.post(...question);
      },
    },
  };
}

async function edge(publisher: Publisher, { transport } = keyServiceInMemory() as Pick<KeyService, 'transport'>) {
  const { store, metrics, context, clock } = await testService(
    defineService({ name: 'gateway', opens: ['identity', 'message', 'intake', 'credential'] }),
  );
  const keyring = createKeyring({ transport });
  onTestFinished(() => keyring.close());
  const parts = {
    service: 'gateway' as const,
    clock,
    store,
    keyring,
    fences: createFences(store),
    publisher,
    metrics,
    log: context.log,
    nudgeRelay: () => {},
  };
  const { publishNow, beforeLook } = createDirectPublishing(parts);
  const [tenant, user] = [newId('tenant'), newId('user')];
  return {
    clock,
    store,
    beforeLook,
    /** The relay looked and found nothing: traffic goes direct. */
    foundEmpty: () => beforeLook()(0),
    publish(id = newId('event'), about = user, padding = 0) {
      const place = { channel: 'D'.repeat(padding + 1), ts: '1.2' };
      const data = { message: newId('message'), outcome: 'sent' as const, place };
      const event = { id, tenant, user: about, time: new Date(), data };
      return publishNow(messageSent, event, deadline(clock, LIMIT_MS));
    },
    kept: async () => {
      const rows = await store
        .model(outbox)
        .find({ status: 'pending' })
        .sort({ cause: 1, position: 1, index: 1 })
        .lean();
      return rows.map((row) => row._id);
    },
  };
}

test('an acknowledged event rests nowhere else', async () => {
  const { publisher, produced } = controlled();
  const { publish, foundEmpty, kept } = await edge(publisher);
  foundEmpty();
  const published = publish();
  await vi.waitFor(() => expect(produced).toHaveLength(1), soon);
  produced[0]?.acknowledge();
  expect(await published).toBe('broker');
  expect(await kept()).toEqual([]);
});

test('until the outbox is known to be empty, everything goes through it', async () => {
  const { publisher, produced } = controlled();
  const { publish, kept } = await edge(publisher);
  const id = newId('event');
  expect(await publish(id)).toBe('outbox');
  expect(await kept()).toEqual([id]);
  expect(produced).toEqual([]);
});

test('what the broker has not acknowledged within a second is kept under the same id at once', async () => {
  const { publisher, produced } = controlled();
  const { publish, foundEmpty, kept, clock } = await edge(publisher);
  foundEmpty();
  const id = newId('event');
  const published = publish(id);
  await vi.waitFor(() => expect(produced).toHaveLength(1), soon);
  clock.pass(999);
  expect(await kept()).toEqual([]);
  clock.pass(1);
  expect(await published).toBe('outbox'); // no more time has passed
  expect(produced.map(({ ids }) => ids)).toEqual([[id]]);
  expect(await kept()).toEqual([id]);
});

test('without any broker it is kept, long before a broker is given up', async () => {
  const { context } = await testService(defineService({ name: 'billing' }));
  const kafka = createKafka({ service: 'gateway', brokers: '127.0.0.1:1', log: context.log });
  const publisher = createPublisher(kafka, context.log);
  const send = vi.spyOn(publisher, 'send');
  const { publish, foundEmpty, clock } = await edge(publisher);
  foundEmpty();
  const published = publish();
  await vi.waitFor(() => expect(send).toHaveBeenCalledOnce(), soon);
  clock.pass(1_000);
  expect(await published).toBe('outbox'); // no more time has passed
});

test('what was given up is not kept when the database is back', async () => {
  const { publish, store, kept } = await edge(controlled().publisher);
  const isConnected = vi.spyOn(store, 'isConnected').mockReturnValue(false);
  await expect(publish()).rejects.toMatchObject({ code: 'outbox-unavailable', retry: true });
  isConnected.mockRestore();
  const id = newId('event');
  expect(await publish(id)).toBe('outbox');
  expect(await kept()).toEqual([id]);
});

test('a copy of what is kept, or was, is acknowledged and kept once', async () => {
  const { publish, kept, store } = await edge(controlled().publisher);
  const id = newId('event');
  expect(await publish(id)).toBe('outbox');
  expect(await publish(id)).toBe('outbox');
  expect(await kept()).toEqual([id]);
  await store.model(outbox).updateOne({ _id: id }, { $set: { status: 'sent' } });
  expect(await publish(id)).toBe('outbox');
  expect(await kept()).toEqual([]);
});

test('nothing of a key overtakes what is on its way to the outbox', async () => {
  const { publisher, produced } = controlled();
  const { publish, foundEmpty, kept, clock } = await edge(publisher);
  foundEmpty();
  const ids = Array.from({ length: 5 }, () => newId('event'));
  const first = publish(ids[0]);
  await vi.waitFor(() => expect(produced).toHaveLength(1), soon);
  clock.pass(600);
  const second = publish(ids[1]);
  await vi.waitFor(() => expect(produced).toHaveLength(2), soon);
  clock.pass(400);
  expect(await first).toBe('outbox');
  // The second still waits for the broker. Later events must not get into the outbox, and so to the relay, before it.
  const others = ids.slice(2).map((id) => publish(id));
  const whenThirdIsKept = others[0]?.then(kept);
  clock.pass(600);
  expect((await whenThirdIsKept)?.slice(0, 3)).toEqual(ids.slice(0, 3));
  expect(await second).toBe('outbox');
  await Promise.all(others);
  expect(await kept()).toEqual(ids);
});

test('a large event is not overtaken by a small one of its key while it is sealed', async () => {
  const { publisher, produced } = controlled();
  const { publish, foundEmpty } = await edge(publisher);
  foundEmpty();
  const ids = Array.from({ length: 6 }, () => newId('event'));
  const published = ids.map((id, i) => publish(id, undefined, i % 2 === 0 ? 400_000 : 0));
  await vi.waitFor(() => expect(produced).toHaveLength(6), soon);
  expect(produced.flatMap((produce) => produce.ids)).toEqual(ids);
  for (const { acknowledge } of produced) acknowledge();
  expect(new Set(await Promise.all(published))).toEqual(new Set(['broker']));
});

test('another key waits for nothing', async () => {
  const { publisher, produced } = controlled();
  const { publish, foundEmpty, clock } = await edge(publisher);
  foundEmpty();
  const stuck = publish();
  await vi.waitFor(() => expect(produced).toHaveLength(1), soon);
  const other = publish(undefined, newId('user'));
  await vi.waitFor(() => expect(produced).toHaveLength(2), soon);
  produced[1]?.acknowledge();
  expect(await other).toBe('broker');
  clock.pass(1_000);
  expect(await stuck).toBe('outbox');
});

test('a look that began before something was kept does not open the direct way again', async () => {
  const { publisher } = controlled();
  const { publish, beforeLook, foundEmpty, kept } = await edge(publisher);
  const looked = beforeLook();
  await publish();
  looked(0);
  expect(await publish()).toBe('outbox');
  expect(await kept()).toHaveLength(2);
  foundEmpty();
});

test('while the last of the outbox goes out, traffic waits, and then goes direct', async () => {
  const { publisher, produced } = controlled();
  const { publish, beforeLook, foundEmpty, kept } = await edge(publisher);
  await publish();
  beforeLook()(1);
  const id = newId('event');
  const published = publish(id);
  foundEmpty();
  await vi.waitFor(() => expect(produced.map(({ ids }) => ids)).toEqual([[id]]), soon);
  produced[0]?.acknowledge();
  expect(await published).toBe('broker');
  expect(await kept()).toHaveLength(1);
});

test('when nobody takes it, nothing is acknowledged, and trying again is right', async () => {
  const { publisher, produced } = controlled();
  const { publish, foundEmpty, store } = await edge(publisher);
  foundEmpty();
  vi.spyOn(store.model(outbox), 'updateOne').mockImplementation(() => {
    throw new Error('the database is away');
  });
  const refused = publish().catch((error) => error);
  await vi.waitFor(() => expect(produced).toHaveLength(1), soon);
  produced[0]?.refuse();
  expect(await refused).toMatchObject({ name: 'Failure' });
});

test('a broker that does not say, and no outbox: refused in time, and said to be in doubt', async () => {
  const { publisher, produced } = controlled();
  const { publish, foundEmpty, store, clock } = await edge(publisher);
  foundEmpty();
  vi.spyOn(store, 'isConnected').mockReturnValue(false);
  const refused = publish().catch((error) => error);
  await vi.waitFor(() => expect(produced).toHaveLength(1), soon);
  clock.pass(1_000); // the outbox is asked, but cannot take it
  clock.pass(LIMIT_MS - 1_000);
  expect(await refused).toMatchObject({ code: 'in-doubt', retry: true });
});

test('a broker that says so late, and no outbox: it has it', async () => {
  const { publisher, produced } = controlled();
  const { publish, foundEmpty, store, clock } = await edge(publisher);
  foundEmpty();
  vi.spyOn(store, 'isConnected').mockReturnValue(false);
  const published = publish();
  await vi.waitFor(() => expect(produced).toHaveLength(1), soon);
  clock.pass(LIMIT_MS - 1);
  produced[0]?.acknowledge();
  expect(await published).toBe('broker');
});

test('what was never given to anybody is refused without a doubt', async () => {
  const busy: Publisher = { send: () => new Promise(() => {}), close: async () => {} };
  const { publish, foundEmpty, store, clock } = await edge(busy);
  foundEmpty();
  const send = vi.spyOn(busy, 'send');
  vi.spyOn(store, 'isConnected').mockReturnValue(false);
  const refused = publish().catch((error) => error);
  await vi.waitFor(() => expect(send).toHaveBeenCalled(), soon);
  clock.pass(1_000);
  clock.pass(LIMIT_MS - 1_000);
  expect(await refused).toMatchObject({ code: 'too-late', retry: true });
});

test.each([
  ['early', 999, 'broker'],
  ['late: there is no time to wait for a broker', 1_000, 'outbox'],
] as const)('keys that come %s', async (_how, ms, by) => {
  const { publisher, produced } = controlled();
  const keys = slowKeys();
  const { publish, foundEmpty, clock } = await edge(publisher, keys);
  foundEmpty();
  const published = publish();
  await keys.asked;
  clock.pass(ms);
  keys.answer();
  if (by === 'broker') {
    await vi.waitFor(() => expect(produced).toHaveLength(1), soon);
    produced[0]?.acknowledge();
  }
  expect(await published).toBe(by);
  expect(produced).toHaveLength(by === 'broker' ? 1 : 0);
});

test.each([
  ['just before the refusal', LIMIT_MS - 200],
  ['after it', LIMIT_MS],
])('keys that come %s: nothing is begun any more', async (_when, ms) => {
  const { publisher, produced } = controlled();
  const keys = slowKeys();
  const { publish, foundEmpty, kept, clock } = await edge(publisher, keys);
  foundEmpty();
  const refused = publish().catch((error) => error);
  await keys.asked;
  clock.pass(ms);
  keys.answer();
  if (ms < LIMIT_MS) clock.pass(LIMIT_MS - ms);
  expect(await refused).toMatchObject({ code: 'too-late', retry: true });
  // The next call starts only after anything that the first could still start.
  const next = publish(undefined, newId('user'));
  await vi.waitFor(() => expect(produced).toHaveLength(1), soon);
  produced[0]?.acknowledge();
  expect(await next).toBe('broker');
  expect(produced).toHaveLength(1);
  expect(await kept()).toEqual([]);
});

test('an outbox that is ready to commit too late does not', async () => {
  const { publish, store, kept, clock } = await edge(controlled().publisher);
  const model = store.model(outbox);
  const updateOne = model.updateOne.bind(model);
  const writing = vi.spyOn(model, 'updateOne').mockImplementation(((...args: Parameters<typeof updateOne>) => {
    clock.pass(LIMIT_MS - 200);
    return updateOne(...args);
  }) as typeof updateOne);
  await expect(publish()).rejects.toMatchObject({ code: 'too-late', retry: true });
  expect(writing).toHaveBeenCalledTimes(1);
  expect(await kept()).toEqual([]);
});

test('a commit that is not answered in time is in doubt', async () => {
  const { publish, store, clock } = await edge(controlled().publisher);
  const { promise: asked, resolve: ask } = Promise.withResolvers<void>();
  vi.spyOn(store, 'transaction').mockImplementation((_work, terms) => {
    terms?.commits();
    ask();
    return new Promise(() => {});
  });
  const refused = publish().catch((error) => error);
  await asked;
  clock.pass(LIMIT_MS);
  expect(await refused).toMatchObject({ code: 'in-doubt', retry: true });
});
