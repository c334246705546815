import type { ServiceContext } from '../service-context.ts';
import type { EachRow } from './each-row.ts';

/** Work by the clock. */
export type Job = {
  name: string;
  /** Milliseconds between the end of a run and the start of the next, by the service's clock, which may be moved on. */
  every: number;
  /**
   * Who runs it. Default: one replica at a time, for all. `replica`: every replica for itself, such as to keep its
   * memory up to date; then several may run it at once.
   */
  each?: 'replica';
  /**
   * One run; `now` is its time. It claims due rows by conditional updates and commits the consequences with the claim
   * (`service.transact`), so after a crash the next run simply continues. Returns true when more is due right away. Use
   * `eachRow` for rows, so a failing row does not stop the others.
   */
  // biome-ignore lint/suspicious/noConfusingVoidType: a job that says nothing has nothing more to do
  run(context: { now: Date; service: ServiceContext; signal: AbortSignal; eachRow: EachRow }): Promise<boolean | void>;
};

export const job = (definition: Job): Job => definition;
