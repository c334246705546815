export { type Engines, type EnginesOptions, startEngines } from './engines/engines.ts';
export { createDatabase, dropDatabase } from './engines/mongodb-users.ts';
