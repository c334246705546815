import { newId } from '@crescendo/contracts';

/** An event of the drill before it is published. */
export type Planned = { tenant: string; number: number; poisoned: boolean };

/** All events to publish, in this order, and the expected result. */
export type Plan = {
  events: readonly Planned[];
  /** The keys whose events all go through, with the number of their events. */
  sound: ReadonlyMap<string, number>;
  /**
   * The key whose event number `at` becomes a dead letter at the second service; its later events are parked behind it.
   */
  poisoned: { tenant: string; count: number; at: number };
};

/** Limits the size of the documents with a key's history. */
const EVENTS_PER_KEY = 100;
const OF_THE_POISONED_KEY = 20;
const POISONED_AT = 5;

/** Plans `count` events of many keys in turn, and also those of a key with one poisoned event. */
export function planOf(count: number): Plan {
  const keys = Array.from({ length: Math.max(3, Math.ceil(count / EVENTS_PER_KEY)) }, () => newId('tenant'));
  const poisonedKey = newId('tenant');
  const poisonedEvery = Math.max(1, Math.floor(count / OF_THE_POISONED_KEY));
  const sound = new Map(keys.map((key) => [key, 0]));
  const events: Planned[] = [];
  let bad = 0;
  for (let place = 0; place < count; place++) {
    const tenant = keys[place % keys.length] ?? poisonedKey;
    const number = sound.get(tenant) ?? 0;
    events.push({ tenant, number, poisoned: false });
    sound.set(tenant, number + 1);
    if (place % poisonedEvery === 0 && bad < OF_THE_POISONED_KEY) {
      events.push({ tenant: poisonedKey, number: bad, poisoned: bad === POISONED_AT });
      bad++;
    }
  }
  return { events, sound, poisoned: { tenant: poisonedKey, count: bad, at: POISONED_AT } };
}
