import type { Delivered } from '../deliveries/deliver.ts';

/** The outcome of a person's act. `warning` is what Slack would show them. */
export interface Outcome {
  ok: boolean;
  warning?: string;
  /** The app's HTTP status, if it answered. */
  status?: number;
  latencyMs: number;
  /** What the person must correct in a form before it is sent, by block id. */
  invalid?: Record<string, string>;
}

const NO_ANSWER = 'Crescendo didn’t respond. It may be slow or unavailable: please try again.';

export function outcomeOf(delivered: Delivered, warning = NO_ANSWER): Outcome {
  return {
    ok: !delivered.failure,
    latencyMs: delivered.latencyMs,
    ...(delivered.status === undefined ? {} : { status: delivered.status }),
    ...(delivered.failure ? { warning } : {}),
  };
}

/** Something a person can't do in Slack, such as pressing a button that isn't there. */
export class ImpossibleAct extends Error {}
