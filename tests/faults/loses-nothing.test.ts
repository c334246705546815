import { services } from '@crescendo/contracts';
import { describe } from 'vitest';
import { everythingAway } from './everything-away.ts';
import { livingSystem } from './living-system.ts';
import { outages } from './outages.ts';
import { redelivery } from './redelivery.ts';
import { serviceKills } from './service-kills.ts';

const world = livingSystem({
  population: { learners: 4, bystanders: 4, movers: services.length + 4 },
  crowd: { learners: 10, movers: 12 },
});

// One system goes through all of these in this order: each fault must heal before the next begins.
describe('services that are killed', () => serviceKills(world));
describe('nothing to write on', () => everythingAway(world));
describe('outages', () => outages(world));
describe('what Slack tries again', () => redelivery(world));
