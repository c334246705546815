const ASKED_AGAIN_MS = 5_000;
const DEADLINE_MS = 500;

/** A Zipkin that shows the app's traces. It starts later than this Slack, or never. */
export class TracePage {
  private readonly url: string;
  private up = false;
  private askedAt = Number.NEGATIVE_INFINITY;

  constructor(url: string) {
    this.url = url.replace(/\/$/, '');
  }

  /** Checks whether Zipkin answers now. */
  async look(): Promise<void> {
    if (performance.now() - this.askedAt < ASKED_AGAIN_MS) return;
    this.askedAt = performance.now();
    this.up = await fetch(`${this.url}/health`, { signal: AbortSignal.timeout(DEADLINE_MS) }).then(
      ({ ok }) => ok,
      () => false,
    );
  }

  /** The address of a trace's page; undefined while Zipkin does not answer. */
  linkTo(traceId: string): string | undefined {
    return this.up ? `${this.url}/zipkin/traces/${traceId}` : undefined;
  }
}
