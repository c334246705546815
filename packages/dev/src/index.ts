export { ensureChromium } from './chromium.ts';
export { type Engines, type EnginesOptions, startEngines } from './engines/engines.ts';
export { kafkaJars } from './engines/kafka-jars.ts';
export { createDatabase, dropDatabase } from './engines/mongodb-users.ts';
export { stopSignal } from './stop-signal.ts';
export { describeRun, type RunFile, writeRunFile } from './system/run-file.ts';
export { type System, type SystemOptions, startSystem } from './system/system.ts';
export { createTopics } from './system/topics.ts';
