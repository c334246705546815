import type { Clock } from '../clock.ts';
import { secretHex } from './ids.ts';

const TRIGGER_LIFE_MS = 3_000;
const KEPT_FOR_MS = 60_000;

export type TriggerOutcome =
  | { ok: true; userId: string }
  | { ok: false; error: 'invalid_trigger_id' | 'expired_trigger_id' | 'exchanged_trigger_id' };

interface Trigger {
  teamId: string;
  userId: string;
  issuedAt: number;
  exchanged: boolean;
}

/** The trigger ids of interactions and commands: each opens one view within three seconds. */
export class Triggers {
  private readonly clock: Clock;
  private readonly known = new Map<string, Trigger>();

  constructor(clock: Clock) {
    this.clock = clock;
  }

  issue(teamId: string, userId: string): string {
    const now = this.clock.now();
    this.forgetOld(now);
    const id = `${now}.${Math.floor(now / 1000)}.${secretHex(16)}`;
    this.known.set(id, { teamId, userId, issuedAt: now, exchanged: false });
    return id;
  }

  /** Uses up a trigger. Another workspace's trigger counts as unknown. */
  exchange(id: string, teamId: string): TriggerOutcome {
    const trigger = this.known.get(id);
    if (!trigger || trigger.teamId !== teamId) return { ok: false, error: 'invalid_trigger_id' };
    if (trigger.exchanged) return { ok: false, error: 'exchanged_trigger_id' };
    if (this.clock.now() - trigger.issuedAt > TRIGGER_LIFE_MS) return { ok: false, error: 'expired_trigger_id' };
    trigger.exchanged = true;
    return { ok: true, userId: trigger.userId };
  }

  private forgetOld(now: number): void {
    for (const [id, trigger] of this.known) {
      if (now - trigger.issuedAt <= KEPT_FOR_MS) return;
      this.known.delete(id);
    }
  }
}
