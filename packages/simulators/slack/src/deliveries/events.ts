import type { SimulatedSlack } from '../slack.ts';
import { slackId } from '../state/ids.ts';
import type { Installation, PendingEvent, Workspace } from '../state/state.ts';
import { deliver } from './deliver.ts';
import { envelope, type SlackEvent } from './envelope.ts';
import { EventLimits } from './event-limits.ts';

const RETRIES = 3;

/** The scope without which Slack doesn't send an event. */
const SCOPE_OF_EVENT: Record<string, string> = {
  team_join: 'users:read',
  user_change: 'users:read',
  message: 'im:history',
};

/**
 * Sends events. If the app doesn't answer one with a 2xx in time, tries three more times: at once, after one minute and
 * after five. Waiting events are part of the state and survive a restart.
 */
export class EventDeliveries {
  private readonly slack: SimulatedSlack;
  private readonly timers = new Set<NodeJS.Timeout>();
  private readonly limits: EventLimits;
  private stopped = false;

  constructor(slack: SimulatedSlack) {
    this.slack = slack;
    this.limits = new EventLimits(slack);
  }

  /** Schedules the events that an earlier run left waiting. */
  resume(): void {
    for (const pending of this.slack.state.pendingEvents) if (!pending.held) this.schedule(pending);
  }

  /**
   * Sends an event to the app, if it is installed and may get it; resolves to its id once the first attempt is over, or
   * at once when the event is held back.
   */
  async publish(
    workspace: Workspace,
    event: SlackEvent,
    installation: Installation | undefined = workspace.installation,
  ): Promise<string | undefined> {
    const scope = SCOPE_OF_EVENT[event.type];
    if (!installation || (scope && !installation.scopes.includes(scope))) return undefined;
    if (this.slack.conditions.take('limit-events', { event: event.type, teamId: workspace.id })) {
      await this.limits.tell(workspace);
      return undefined;
    }
    const eventId = slackId('Ev');
    const body = JSON.stringify(envelope(this.slack, { workspace, installation, event, eventId }));
    const pending = { eventId, teamId: workspace.id, body, retry: 0, reason: '', dueAt: this.slack.clock.now() };
    const held = this.slack.conditions.take('hold-deliveries', { event: event.type, teamId: workspace.id });
    this.keep(held ? { ...pending, held: true } : pending);
    if (!held) await this.attempt(pending);
    return eventId;
  }

  /** Sends the held events, oldest first; resolves to their number once the first attempt of each is over. */
  async letGo(teamId?: string): Promise<number> {
    const held = this.heldBack(teamId);
    for (const pending of held) {
      delete pending.held;
      await this.attempt(pending);
    }
    return held.length;
  }

  /** The held events of one workspace or of all. */
  heldBack(teamId?: string): PendingEvent[] {
    return this.slack.state.pendingEvents.filter((pending) => pending.held && (!teamId || pending.teamId === teamId));
  }

  stop(): void {
    this.stopped = true;
    for (const timer of this.timers) clearTimeout(timer);
  }

  private async attempt(pending: PendingEvent): Promise<void> {
    const delivered = await deliver(this.slack, {
      path: 'events',
      what: typeOf(pending.body),
      teamId: pending.teamId,
      eventId: pending.eventId,
      body: pending.body,
      contentType: 'application/json',
      ...(pending.retry > 0 ? { retry: { num: pending.retry, reason: pending.reason } } : {}),
    });
    // Stopped meanwhile: the event stays pending, and the next start sends it again.
    if (this.stopped) return;
    this.forget(pending.eventId);
    const { failure } = delivered;
    if (!failure || pending.retry >= RETRIES || delivered.headers['x-slack-no-retry'] === '1') return;
    const delayMs = this.slack.settings.retryDelaysMs[pending.retry] ?? 0;
    const next = { ...pending, retry: pending.retry + 1, reason: failure, dueAt: this.slack.clock.now() + delayMs };
    this.keep(next);
    this.schedule(next);
  }

  private schedule(pending: PendingEvent): void {
    const inMs = Math.max(0, pending.dueAt - this.slack.clock.now());
    const timer = setTimeout(() => {
      this.timers.delete(timer);
      void this.attempt(pending);
    }, inMs);
    this.timers.add(timer);
  }

  private keep(pending: PendingEvent): void {
    this.slack.state.pendingEvents.push(pending);
    this.slack.changed();
  }

  private forget(eventId: string): void {
    const { state } = this.slack;
    state.pendingEvents = state.pendingEvents.filter((pending) => pending.eventId !== eventId);
    this.slack.changed();
  }
}

function typeOf(body: string): string {
  return (JSON.parse(body) as { event: SlackEvent }).event.type;
}
