/** The three addresses of the app that Slack calls. */
export type DeliveryPath = 'events' | 'interactions' | 'commands';

/** Why the app's answer didn't count, in the words of `X-Slack-Retry-Reason`. */
export type DeliveryFailure = 'http_timeout' | 'http_error' | 'connection_failed';

/** One request to the app and its outcome. */
export interface Delivery {
  id: string;
  at: number;
  path: DeliveryPath;
  /** The event's or the interaction's type, or the command. */
  what: string;
  teamId: string;
  eventId?: string;
  retryNum?: number;
  status?: number;
  failure?: DeliveryFailure;
  latencyMs: number;
  /** The trace with the app's spans about it, if there is a page to look at it. */
  traceId?: string;
  /** The exact bytes sent, so that they can be sent again. */
  request: { headers: Record<string, string>; body: string };
}

const KEPT = 10_000;

/** The latest ten thousand deliveries, oldest first. */
export class DeliveryLog {
  private readonly entries: Delivery[] = [];
  private lastId = 0;

  nextId(): string {
    this.lastId += 1;
    return `delivery-${this.lastId}`;
  }

  add(delivery: Delivery): void {
    this.entries.push(delivery);
    if (this.entries.length > KEPT) this.entries.shift();
  }

  list(): readonly Delivery[] {
    return this.entries;
  }

  find(id: string): Delivery | undefined {
    return this.entries.find((delivery) => delivery.id === id);
  }
}
