import type { BenchEngines } from './stage/engines.ts';
import type { Spread } from './statistics.ts';

/** What a benchmark works with. */
export type Bench = {
  /** Fewer and shorter rounds: to see that it works, not to quote. */
  quick: boolean;
  /** Tells what goes on, in lines for a person. */
  say(line: string): void;
  /** A folder of this run, gone after it. */
  dir: string;
  /** Kafka and the fast database, started when first asked for and shared by all benchmarks of a run. */
  engines(): Promise<BenchEngines>;
  /** Aborted when the run is to end. */
  signal: AbortSignal;
};

/** A line of the table. */
export type Finding = {
  /** What was measured, and against what where it is a ratio. */
  what: string;
  /** A ratio holds on other machines too; a value in its unit is this machine's. */
  result: { ratio: Spread } | { value: string };
  /** The least ratio that is good enough. */
  goal?: number;
  /** What the ratio's two sides were on this machine. */
  here?: string;
};

export type Benchmark = {
  name: string;
  /** One sentence for `--help`. */
  about: string;
  run(bench: Bench): Promise<Finding[]>;
};
