import { z } from 'zod';

const calls = z.int().min(1).default(1);
/** A Web API method, or `*` for any. */
const method = z.string().min(1).default('*');
/** Only calls or deliveries of this workspace. Default: of all. */
const teamId = z.string().optional();
const deliveries = z.int().min(1).default(1);

/** The type of an event, or `*` for any. */
const event = z.string().min(1).default('*');

/**
 * How the answer to a completed call is lost: the connection ends before it or in the middle of it, or it is a server
 * error. (`slow` completes the call, then waits; `late` waits, then completes it.)
 */
const how = z.enum(['dropped', 'cut-off', 'server-error']).default('dropped');

const milliseconds = z.int().min(1).max(60_000);

/** The value of `Retry-After` in a 429: seconds, any text as it is, or null for no such header. */
const retryAfterSeconds = z.union([z.int().min(1), z.string().regex(/^[ -~]*$/), z.null()]);

/**
 * The ways in which Slack can misbehave on request. `calls` and `deliveries` count down; `slow` and `late` stay until
 * removed. Events over the limit are never sent, and once a minute the app gets an `app_rate_limited`. Held events go
 * out, with the time at which they happened, when they are released.
 */
export const conditionSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('lose-answers'), method, how, calls, teamId }),
  z.strictObject({ kind: z.literal('slow'), method, milliseconds, teamId }),
  z.strictObject({ kind: z.literal('late'), method, milliseconds, teamId }),
  z.strictObject({ kind: z.literal('rate-limit'), method, retryAfterSeconds, calls, teamId }),
  z.strictObject({ kind: z.literal('fail'), method, error: z.string().default('internal_error'), calls, teamId }),
  z.strictObject({ kind: z.literal('drop-deliveries'), deliveries, teamId }),
  z.strictObject({ kind: z.literal('limit-events'), event, deliveries, teamId }),
  z.strictObject({ kind: z.literal('hold-deliveries'), event, deliveries, teamId }),
]);

export type Condition = z.infer<typeof conditionSchema>;
export type ConditionInput = z.input<typeof conditionSchema>;
type ConditionKind = Condition['kind'];

export type ActiveCondition = Condition & { id: string };

/** The conditions in force. Each `take` uses up one of the requested times. */
export class Conditions {
  private active: ActiveCondition[] = [];
  private lastId = 0;

  list(): readonly ActiveCondition[] {
    return this.active;
  }

  set(condition: Condition): ActiveCondition {
    this.lastId += 1;
    const added = { ...condition, id: `condition-${this.lastId}` };
    this.active.push(added);
    return added;
  }

  remove(id: string): boolean {
    const before = this.active.length;
    this.active = this.active.filter((condition) => condition.id !== id);
    return this.active.length < before;
  }

  clear(): void {
    this.active = [];
  }

  /** The first condition of this kind that fits, counted down by one; undefined when none does. */
  take<Kind extends ConditionKind>(
    kind: Kind,
    about: { method?: string; event?: string; teamId: string | undefined },
  ): Extract<ActiveCondition, { kind: Kind }> | undefined {
    const found = this.active.find(
      (condition): condition is Extract<ActiveCondition, { kind: Kind }> =>
        condition.kind === kind &&
        (!condition.teamId || condition.teamId === about.teamId) &&
        (!('method' in condition) || condition.method === '*' || condition.method === about.method) &&
        (!('event' in condition) || condition.event === '*' || condition.event === about.event),
    );
    if (found) this.countDown(found);
    return found;
  }

  private countDown(condition: ActiveCondition): void {
    if (condition.kind === 'slow' || condition.kind === 'late') return;
    const left = 'deliveries' in condition ? --condition.deliveries : --condition.calls;
    if (left === 0) this.remove(condition.id);
  }
}
