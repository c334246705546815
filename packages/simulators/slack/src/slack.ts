import { EventEmitter } from 'node:events';
import type { Clock } from './clock.ts';
import { Conditions } from './conditions.ts';
import { EventDeliveries } from './deliveries/events.ts';
import { DeliveryLog } from './deliveries/log.ts';
import type { SimulatorSettings } from './options.ts';
import type { StateFile } from './state/file.ts';
import type { SimulatorState } from './state/state.ts';
import { Triggers } from './state/triggers.ts';
import type { TracePage } from './trace-page.ts';

/** A person's view of Slack has changed; `version` grows with every change of any view. */
export interface SurfaceChange {
  teamId: string;
  userId: string;
  version: number;
}

/**
 * Slack in memory: its state, its clock and the conditions in force. Every change of state ends with `changed`, which
 * saves it and tells the pages and tests that watch.
 */
export class SimulatedSlack {
  readonly settings: SimulatorSettings;
  readonly clock: Clock;
  readonly state: SimulatorState;
  readonly conditions: Conditions;
  readonly deliveries: DeliveryLog;
  readonly triggers: Triggers;
  readonly events: EventDeliveries;
  /** The page that shows the app's traces, if there is one. */
  readonly traces: TracePage | undefined;
  private readonly file: StateFile | undefined;
  private readonly emitter = new EventEmitter<{ change: [SurfaceChange] }>();
  private readonly versions = new Map<string, number>();
  private version = 0;
  private lastTs = 0;

  constructor(parts: {
    settings: SimulatorSettings;
    clock: Clock;
    state: SimulatorState;
    file: StateFile | undefined;
    traces?: TracePage | undefined;
  }) {
    this.settings = parts.settings;
    this.clock = parts.clock;
    this.state = parts.state;
    this.file = parts.file;
    this.traces = parts.traces;
    this.conditions = new Conditions();
    this.deliveries = new DeliveryLog();
    this.triggers = new Triggers(parts.clock);
    this.events = new EventDeliveries(this);
    this.emitter.setMaxListeners(0);
  }

  /** Announces a change of state, and for whom, if a person can see it. */
  changed(teamId?: string, userId?: string): void {
    this.file?.save(this.state);
    if (!teamId || !userId) return;
    this.version += 1;
    this.versions.set(`${teamId}/${userId}`, this.version);
    this.emitter.emit('change', { teamId, userId, version: this.version });
  }

  /** Writes the state to its file now. */
  keep(): void {
    this.file?.flush();
  }

  /** The version of what this person sees; 0 until something changes. */
  versionOf(teamId: string, userId: string): number {
    return this.versions.get(`${teamId}/${userId}`) ?? 0;
  }

  /** Calls back on every change until the returned function is called. */
  watch(listener: (change: SurfaceChange) => void): () => void {
    this.emitter.on('change', listener);
    return () => this.emitter.off('change', listener);
  }

  /** A new message timestamp, `seconds.microseconds`: later than any before it. */
  nextTs(): string {
    this.lastTs = Math.max(this.lastTs + 1, this.clock.now() * 1000);
    return `${Math.floor(this.lastTs / 1_000_000)}.${String(this.lastTs % 1_000_000).padStart(6, '0')}`;
  }
}
