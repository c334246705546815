import type { z } from 'zod';
import type { SimulatedSlack } from '../slack.ts';
import type { Installation, Workspace } from '../state/state.ts';
import type { Tier } from './rate-limits.ts';

/** The caller: the installation of the request's token. */
export interface Caller {
  slack: SimulatedSlack;
  workspace: Workspace;
  installation: Installation;
}

/** One method of the Web API: what it needs, how often it may be called, and what it does. */
export interface ApiMethod<Arguments> {
  name: string;
  /** The scope that the token must have; none if any token may call the method. */
  scope?: string;
  tier: Tier;
  arguments: z.ZodType<Arguments>;
  /** What has a rate limit of its own besides the method's, such as one conversation. */
  limitedBy?: (given: Arguments, caller: Caller) => string;
  /** Returns the fields beside `ok: true`, or throws a `SlackError`. */
  call(given: Arguments, caller: Caller): Record<string, unknown>;
}

/** A refusal as Slack words it: HTTP 200 with `ok: false` and this code. */
export class SlackError extends Error {
  readonly code: string;
  readonly details: Record<string, unknown>;

  constructor(code: string, details: Record<string, unknown> = {}) {
    super(code);
    this.code = code;
    this.details = details;
  }
}

/** A refusal with messages, in the two places where Slack puts them. */
export function refusal(code: string, messages: string[]): SlackError {
  const errors = code === 'invalid_blocks' ? { errors: messages } : {};
  return new SlackError(code, {
    ...errors,
    response_metadata: { messages: messages.map((message) => `[ERROR] ${message}`) },
  });
}
