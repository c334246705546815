import type { RunFile } from '@crescendo/engines';

/** What is scanned: a system that `npm start`, or a test, has running. */
export type Target = {
  run: RunFile;
  /** Holds all that the system keeps. */
  dir: string;
};

/** Bytes that rest somewhere, and where. */
export type Passage = { place: string; bytes: Uint8Array };

/** Somewhere data can come to rest. */
export type Sink = {
  name: string;
  /** All that rests there now. */
  read(): AsyncIterable<Passage>;
  /** Puts a text there in clear, as a careless program would; answers what takes it away again. */
  plant(text: string): Promise<() => Promise<void>>;
};
