import type { RunFile } from '@crescendo/engines';

/** The system to scan, started by `npm start` or a test. */
export type Target = {
  run: RunFile;
  /** Holds everything that the system stores. */
  dir: string;
};

/** Stored bytes, and their place. */
export type Passage = { place: string; bytes: Uint8Array };

/** A place that can store data. */
export type Sink = {
  name: string;
  /** Everything stored there now. */
  read(): AsyncIterable<Passage>;
  /** Puts a text there in clear, as a careless program would; resolves to a function that removes it. */
  plant(text: string): Promise<() => Promise<void>>;
};
