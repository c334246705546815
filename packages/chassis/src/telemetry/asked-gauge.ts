import { Gauge, type Registry } from 'prom-client';

export type Sample<L extends string> = { labels: Partial<Record<L, string | number>>; value: number };

export type AskedGauge<L extends string> = {
  /** Sets the function that returns the values at each scrape. */
  ask(values: () => readonly Sample<L>[]): void;
};

export type AgeGauge<L extends string> = {
  /** Sets since when (milliseconds since 1970) something waits; undefined: nothing waits. */
  since(start: number | undefined, labels?: Sample<L>['labels']): void;
};

type Config<L extends string> = { name: string; help: string; labelNames: readonly L[]; registers: Registry[] };

/** A gauge that asks for its values when it is read, so they are right even while everything else hangs. */
export function askedGauge<L extends string>(config: Config<L>): AskedGauge<L> {
  let known: () => readonly Sample<L>[] = () => [];
  const gauge = new Gauge({
    ...config,
    collect() {
      gauge.reset();
      for (const { labels, value } of known()) gauge.set(labels, value);
    },
  });
  return {
    ask(values) {
      known = values;
    },
  };
}

/** A gauge of the seconds that something waits. It keeps counting even if the code that set the start hangs. */
export function ageGauge<L extends string>(config: Config<L>): AgeGauge<L> {
  const waiting = new Map<string, { labels: Sample<L>['labels']; start: number | undefined }>();
  askedGauge(config).ask(() => {
    const now = Date.now();
    return [...waiting.values()].map(({ labels, start = now }) => ({ labels, value: Math.max(0, now - start) / 1000 }));
  });
  return {
    since(start, labels = {}) {
      waiting.set(JSON.stringify(labels), { labels, start });
    },
  };
}
