import type { BenchEngines } from './stage/engines.ts';
import type { Spread } from './statistics.ts';

/** A benchmark's environment. */
export type Bench = {
  /** Fewer and shorter rounds: to check that it works, not to quote. */
  quick: boolean;
  /** Prints a line about the progress. */
  say(line: string): void;
  /** A folder for this run, deleted after it. */
  dir: string;
  /** Kafka and the fast database. They start at the first call, and all benchmarks of a run share them. */
  engines(): Promise<BenchEngines>;
  /** Aborts when the run must end. */
  signal: AbortSignal;
};

/** A line of the table. */
export type Finding = {
  /** What was measured and, for a ratio, against what. */
  what: string;
  /** A ratio holds on other machines too; a value with a unit holds only on this one. */
  result: { ratio: Spread } | { value: string };
  /** The lowest ratio that is good enough. */
  goal?: number;
  /** The ratio's two sides on this machine. */
  here?: string;
};

export type Benchmark = {
  name: string;
  /** One sentence for `--help`. */
  about: string;
  run(bench: Bench): Promise<Finding[]>;
};
