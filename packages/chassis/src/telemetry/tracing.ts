import {
  type Attributes,
  context,
  type Link,
  propagation,
  ROOT_CONTEXT,
  type Span,
  SpanKind,
  SpanStatusCode,
  trace,
} from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { W3CTraceContextPropagator } from '@opentelemetry/core';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { ZipkinExporter } from '@opentelemetry/exporter-zipkin';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { BatchSpanProcessor, type SpanExporter, TracerProvider } from '@opentelemetry/sdk-trace';
import { classify } from '../store/classify.ts';
import { IDLE, noteWork, type Work, watchedForWork, withoutIdle } from './idle-spans.ts';

export type TraceSettings = { exporter: 'zipkin' | 'otlp' | 'none'; endpoint?: string | undefined };

const kinds = {
  server: SpanKind.SERVER,
  client: SpanKind.CLIENT,
  producer: SpanKind.PRODUCER,
  consumer: SpanKind.CONSUMER,
  internal: SpanKind.INTERNAL,
} as const;

const SHUTDOWN_MS = 1_000;

/**
 * Starts tracing in this process. We make all spans ourselves, at the seams (server, client, send, process, effect); no
 * library is patched. Returns the function that ends tracing: it gives the last spans one second, since a collector
 * that is away must not delay a stop.
 */
export function startTracing(service: string, settings: TraceSettings): () => Promise<void> {
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  propagation.setGlobalPropagator(new W3CTraceContextPropagator());
  const exporter = exporterFor(settings);
  const provider = new TracerProvider({
    resource: resourceFromAttributes({ 'service.name': service }),
    spanProcessors: exporter
      ? [withoutIdle(new BatchSpanProcessor({ exporter, scheduledDelayMillis: 1_000, exportTimeoutMillis: 2_000 }))]
      : [],
  });
  trace.setGlobalTracerProvider(provider);
  return async () => {
    const late = new Promise<void>((resolve) => setTimeout(resolve, SHUTDOWN_MS).unref());
    // Ignored: a collector that does not answer must not fail a stop.
    await Promise.race([provider.shutdown().catch(() => undefined), late]);
  };
}

function exporterFor({ exporter, endpoint }: TraceSettings): SpanExporter | undefined {
  if (exporter === 'zipkin') return new ZipkinExporter(endpoint ? { url: endpoint } : {});
  if (exporter === 'otlp') return new OTLPTraceExporter(endpoint ? { url: endpoint } : {});
  return undefined;
}

const contextOf = (traceparent: string) => propagation.extract(ROOT_CONTEXT, { traceparent });

/** Links to the causing spans in several traces. */
function linksTo(traceparents: readonly string[]): Link[] {
  return traceparents.flatMap((traceparent) => {
    const found = trace.getSpanContext(contextOf(traceparent));
    return found ? [{ context: found }] : [];
  });
}

/**
 * Runs `work` in a span. If it throws, the span gets the failure's code, never the message. `parent` and `links` are
 * W3C traceparents.
 */
export async function inSpan<T>(
  options: {
    name: string;
    kind: keyof typeof kinds;
    attributes?: Attributes;
    parent?: string | undefined;
    links?: readonly string[];
  },
  work: (span: Span) => Promise<T>,
): Promise<T> {
  const { name, kind, attributes = {}, parent, links = [] } = options;
  noteWork(context.active());
  const from = parent ? contextOf(parent) : context.active();
  return await trace
    .getTracer('crescendo')
    .startActiveSpan(name, { kind: kinds[kind], attributes, links: linksTo(links) }, from, async (span) => {
      try {
        return await work(span);
      } catch (error) {
        const { code } = classify(error);
        span.setStatus({ code: SpanStatusCode.ERROR, message: code });
        span.setAttribute('error.type', code);
        throw error;
      } finally {
        span.end();
      }
    });
}

/**
 * Runs `work` in a span that is exported only if something was done: a span starts inside it, a unit of work runs
 * ({@link workIsDone}), it resolves to true, or it throws.
 */
export function inSpanOfWork<T>(name: string, work: () => Promise<T>): Promise<T> {
  const found: Work = { done: false };
  return inSpan({ name, kind: 'internal' }, (span) =>
    context.with(watchedForWork(context.active(), found), async () => {
      const result = await work();
      if (!found.done && result !== true) span.setAttribute(IDLE, true);
      return result;
    }),
  );
}

/** Marks the surrounding {@link inSpanOfWork} as having done something. */
export const workIsDone = (): void => noteWork(context.active());

/** The W3C `traceparent` of the active span, for a header or a row. Undefined if nothing is traced. */
export function activeTraceparent(): string | undefined {
  const carrier: Record<string, string> = {};
  propagation.inject(context.active(), carrier);
  return carrier.traceparent;
}
