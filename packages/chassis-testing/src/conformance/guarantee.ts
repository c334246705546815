import type { Mechanism } from '../bus/mechanism.ts';
import type { TestBus } from '../bus/test-bus.ts';

/** A guarantee of the delivery promise, and its proof on a bus. */
export type Guarantee = {
  /** What holds, as a sentence. */
  sentence: string;
  /** Without any one of these it does not hold: `prove` throws an assertion error. */
  restsOn?: readonly Mechanism[];
  /** An engine that it needs for itself, to kill. */
  own?: 'kafka' | 'mongodb';
  /** Throws an assertion error when it does not hold. */
  prove(bus: TestBus): Promise<void>;
};
