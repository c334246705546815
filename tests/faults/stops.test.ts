import { describe } from 'vitest';
import { gracefulStops } from './graceful-stops.ts';
import { livingSystem } from './living-system.ts';
import { standStill } from './stand-still.ts';

const world = livingSystem({
  population: { learners: 1, bystanders: 1, movers: 1 },
  crowd: { learners: 12, movers: 10 },
});

// One system goes through all of these in this order: each fault must heal before the next begins.
describe('services that are stopped', () => gracefulStops(world));
describe('a sender that stands still', () => standStill(world));
