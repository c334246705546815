import type { Mechanism } from '../bus/mechanism.ts';
import type { TestBus } from '../bus/test-bus.ts';

/** Something that the delivery promises, and what proves it on a bus. */
export type Guarantee = {
  /** What holds, as a sentence. */
  sentence: string;
  /** Without any of these it does not hold: `prove` throws an assertion. */
  restsOn?: readonly Mechanism[];
  /** An engine that it needs for itself, to kill it. */
  own?: 'kafka' | 'mongodb';
  /** Throws an assertion when it does not hold. */
  prove(bus: TestBus): Promise<void>;
};
