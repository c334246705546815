import type { Clock } from './clock.ts';

/** A simulator's options. All but the secrets and the app's address have a default. */
export interface SlackSimulatorOptions {
  /** The public address of the app under test, without a path. */
  appUrl: string;
  signingSecret: string;
  clientId: string;
  clientSecret: string;
  /** 0, the default, takes any free port. */
  port?: number;
  /** Default 127.0.0.1. */
  host?: string;
  /** The file that keeps the state over restarts. Default: the state is only in memory. */
  stateFile?: string;
  /** `real` (the default): Slack's limits. `wide`: a hundred times as much, for a demo on one machine. */
  limits?: 'real' | 'wide';
  clock?: Clock;
  /** Waits before the three retries of an event; Slack's are at once, one minute and five minutes. */
  retryDelaysMs?: readonly number[];
  /** How long the app may take to answer; Slack's is three seconds. */
  answerTimeoutMs?: number;
  /** The address of a Zipkin that shows the app's traces, if there is one. */
  tracesUrl?: string;
}

/** The options with their defaults filled in. */
export type SimulatorSettings = Required<
  Omit<SlackSimulatorOptions, 'port' | 'host' | 'stateFile' | 'clock' | 'tracesUrl'>
> & {
  /** The simulator's own address. */
  publicUrl: string;
};
