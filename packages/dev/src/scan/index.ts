export { freshText } from './fresh-text.ts';
export type { Mark } from './marks.ts';
export { readDatabases, type StoredDocument } from './read-databases.ts';
export { readTopics, type TopicRecord, topicEnds } from './read-topics.ts';
export { type ScanResult, scan } from './scan.ts';
export type { Target } from './sink.ts';
export { sinksOf } from './sinks-of.ts';
