import type { ServiceContext } from '../service-context.ts';
import type { EachRow } from './each-row.ts';

/** Work by the clock. */
export type Job = {
  name: string;
  /** Milliseconds between the end of a run and the start of the next, by the service's clock: it may be moved on. */
  every: number;
  /**
   * Who runs it. By default one replica at a time, for all. `replica`: each for itself, as where something has to be in its
   * memory; several may then be at it at once.
   */
  each?: 'replica';
  /**
   * One run, with the time it is for. It claims due rows by conditional updates and commits what follows with the claim
   * (`service.transact`), so a run that is cut off anywhere is simply continued by the next. Returns true when more is
   * due right away. Rows are done by `eachRow`, so that one that fails stops no other.
   */
  // biome-ignore lint/suspicious/noConfusingVoidType: a job that says nothing has nothing more to do
  run(context: { now: Date; service: ServiceContext; signal: AbortSignal; eachRow: EachRow }): Promise<boolean | void>;
};

export const job = (definition: Job): Job => definition;
