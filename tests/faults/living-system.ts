import { afterAll, beforeAll } from 'vitest';
import { onceEach } from './once-each.ts';
import { type Crowd, gather } from './outage/crowd.ts';
import { type OwnSystem, ownSystem } from './own-system.ts';
import { type Population, populate } from './population.ts';

/** A separate system with people, for all tests of a file. Every fault must heal in it completely. */
export type LivingSystem = {
  system: OwnSystem;
  /** A few people, for single events. */
  population: Population;
  /** Many people who act at the same time, in their own workspace. */
  crowd: Crowd;
  onceEach(): Promise<void>;
};

/** Call it where tests are declared; its result is ready when they run. */
export function livingSystem(people: {
  population: Parameters<typeof populate>[1];
  crowd: Parameters<typeof gather>[1];
}): LivingSystem {
  let system: OwnSystem | undefined;
  let population: Population | undefined;
  let crowd: Crowd | undefined;
  beforeAll(async () => {
    system = await ownSystem();
    const { client } = system;
    [population, crowd] = await Promise.all([populate(client, people.population), gather(client, people.crowd)]);
  });
  afterAll(() => system?.forget());

  function there<T>(part: T | undefined): T {
    if (part === undefined) throw new Error('the system is there only while tests run');
    return part;
  }
  return {
    get system() {
      return there(system);
    },
    get population() {
      return there(population);
    },
    get crowd() {
      return there(crowd);
    },
    onceEach: () => onceEach(there(system), there(population)),
  };
}
