import { afterAll, beforeAll } from 'vitest';
import { onceEach } from './once-each.ts';
import { type OwnSystem, ownSystem } from './own-system.ts';
import { type Population, populate } from './population.ts';

/** A system of its own with people who live in it, for all tests of a file. Every fault has to heal in it completely. */
export type LivingSystem = { system: OwnSystem; population: Population; onceEach(): Promise<void> };

/** To be called where tests are declared; what it answers is there once they run. */
export function livingSystem(people: Parameters<typeof populate>[1]): LivingSystem {
  let system: OwnSystem | undefined;
  let population: Population | undefined;
  beforeAll(async () => {
    system = await ownSystem();
    population = await populate(system.client, people);
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
    onceEach: () => onceEach(there(system), there(population)),
  };
}
