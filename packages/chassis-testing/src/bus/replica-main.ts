/** One replica of the toys' service as its own process, started by `replica-process.ts` and controlled over IPC. */

import { chassisCollections } from '@crescendo/chassis/src/chassis-collections.ts';
import type { Lease } from '@crescendo/chassis/src/store/lease.ts';
import { openStore } from '@crescendo/chassis/src/store/store.ts';
import { createLog } from '@crescendo/chassis/src/telemetry/log.ts';
import { untilReady } from '@crescendo/chassis/src/until-ready.ts';
import { createKafka } from '@crescendo/chassis/src/wire/kafka.ts';
import { createKeyring } from '@crescendo/keyring';
import { keyServiceInMemory } from '@crescendo/keyring/testing';
import { mechanisms } from './mechanisms.ts';
import { createReplica } from './replica.ts';
import type { FromReplica, ReplicaSetup, ToReplica } from './replica-process.ts';
import { tallies, toyHandlers, toysOf } from './toys.ts';

/** Makes produces slow, so that a replica that sends out of turn is noticed. */
const PRODUCE_TAKES_MS = 250;

const { bus, brokers, uri, without }: ReplicaSetup = JSON.parse(process.argv[2] ?? '{}');
const tell = (what: FromReplica) => process.send?.(what);
const toys = toysOf(bus);
const log = createLog(bus, process.env.LOG_LEVEL ?? 'silent');
const collections = [...chassisCollections, tallies];
const never = new AbortController().signal;
const store = await untilReady('the database', { log, signal: never }, () => openStore({ uri, collections }));
const replica = createReplica({
  group: bus,
  topics: Object.values(toys.topics),
  handlers: toyHandlers(toys),
  kafka: createKafka({ service: bus, brokers, log }),
  store,
  keyring: createKeyring({ transport: keyServiceInMemory().transport }),
  log,
  without: mechanisms.find(({ name }) => name === without),
});

let freezes = false;
const relay = replica.startRelay(String(process.pid), {
  publisher: (to) => ({
    ...to,
    async send(events) {
      await new Promise((resolve) => setTimeout(resolve, PRODUCE_TAKES_MS));
      await to.send(events);
      tell({ sent: events.map(({ event }) => event.id) });
    },
  }),
  lease: (of): Lease => ({
    ...of,
    async hold(least) {
      const asksBeforeItSends = least !== undefined;
      if (asksBeforeItSends && freezes) {
        freezes = false;
        process.kill(process.pid, 'SIGSTOP');
      }
      return await of.hold(least);
    },
  }),
});
const consumer = replica.startConsumer(relay.nudge);

process.on('message', async (told: ToReplica) => {
  if (told === 'freeze-before-a-send') freezes = true;
  if (told !== 'stop') return;
  await consumer.stop();
  await relay.stop();
  await replica.close();
  await store.close();
  process.exit();
});
process.once('disconnect', () => process.exit(1)); // the process that started it is gone
tell({ sent: [] });
