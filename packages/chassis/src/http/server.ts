import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { context, propagation, ROOT_CONTEXT } from '@opentelemetry/api';
import express, { type Express, type RequestHandler, type Router } from 'express';
import helmet from 'helmet';
import type { Logger } from 'pino';
import type { ServiceContext } from '../service-context.ts';
import type { Metrics } from '../telemetry/metrics.ts';
import { inSpan } from '../telemetry/tracing.ts';
import type { Caller, OperatorCaller } from './caller.ts';
import { type Drain, draining } from './draining.ts';
import { problemHandler, sendProblem } from './problems.ts';
import type { Readiness } from './readiness.ts';
import type { OperatorRoute, Route } from './route.ts';
import type { Tokens } from './tokens.ts';

const BODY_LIMIT = '1mb';

/** `/livez` answers while the process runs, `/readyz` shows what it waits for, `/metrics` is for Prometheus. */
function health(readiness: Readiness, metrics: Metrics): Router {
  const router = express.Router();
  router.get('/livez', (_request, response) => {
    response.json({ live: true });
  });
  router.get('/readyz', (_request, response) => {
    const reasons = readiness.reasons();
    const ready = Object.keys(reasons).length === 0;
    response.status(ready ? 200 : 503).json({ ready, reasons });
  });
  router.get('/metrics', async (_request, response) => {
    response.type(metrics.registry.contentType).send(await metrics.registry.metrics());
  });
  return router;
}

/**
 * Makes a span per request that continues the caller's trace. Its name has the route's pattern, never the path itself.
 */
function traced(metrics: Metrics): RequestHandler {
  return (request, response, next) => {
    const parent = propagation.extract(ROOT_CONTEXT, request.headers);
    const started = performance.now();
    void context.with(parent, () =>
      inSpan(
        {
          name: request.method,
          kind: 'server',
          attributes: { 'http.request.method': request.method },
        },
        (span) => {
          next();
          return new Promise<void>((resolve) => {
            response.once('close', () => {
              const pattern = request.route ? `${request.baseUrl}${request.route.path}` : 'unmatched';
              span.updateName(`${request.method} ${pattern}`);
              span.setAttributes({ 'http.route': pattern, 'http.response.status_code': response.statusCode });
              const seconds = (performance.now() - started) / 1000;
              metrics.httpSeconds.observe({ route: pattern, status: String(response.statusCode) }, seconds);
              resolve();
            });
          });
        },
      ),
    );
  };
}

type AnyRoute = Route | OperatorRoute;

/** Admits only the services that a route is for, before it reads the body. */
function admitted({ from, scope }: AnyRoute, tokens: Tokens): RequestHandler {
  return async (request, response, next) => {
    const { authorization } = request.headers;
    const caller = await (scope === 'operator' ? tokens.verifyOperator(authorization) : tokens.verify(authorization));
    response.locals.caller = caller;
    if (from.includes(caller.service)) next();
    else sendProblem(response, { status: 403, code: 'forbidden' });
  };
}

/** Calls the route's handler; `admitted` has stored the caller. */
function handled(definition: AnyRoute, request: { body: unknown; service: ServiceContext }, caller: unknown) {
  return definition.scope === 'operator'
    ? definition.handle({ ...request, caller: caller as OperatorCaller })
    : definition.handle({ ...request, caller: caller as Caller });
}

function answered(definition: AnyRoute, service: ServiceContext): RequestHandler {
  return async (request, response) => {
    const body = definition.body.safeParse(request.body ?? {});
    if (!body.success) {
      const errors = body.error.issues.map((issue) => ({ path: issue.path.join('.'), code: issue.code }));
      sendProblem(response, { status: 400, code: 'bad-request', errors });
      return;
    }
    const given = await handled(definition, { body: body.data, service }, response.locals.caller);
    const answer = definition.response.safeParse(given);
    if (answer.success) response.json(answer.data);
    else {
      const paths = answer.error.issues.map((issue) => issue.path.join('.'));
      service.log.error({ route: definition.path, paths }, 'an answer does not fit its schema: it was not given');
      sendProblem(response, { status: 500, code: 'answer-invalid' });
    }
  };
}

export type HttpServer = { url: string; close: Drain };

/** The service's HTTP server: first health, then the public edge (raw bodies), then routes for other services. */
export async function serveHttp(options: {
  host: string;
  port: number;
  routes: readonly AnyRoute[];
  edge: Router | undefined;
  readiness: Readiness;
  metrics: Metrics;
  tokens: Tokens;
  log: Logger;
  service: ServiceContext;
}): Promise<HttpServer> {
  const app: Express = express();
  app.disable('x-powered-by');
  app.use(health(options.readiness, options.metrics));
  app.use(helmet());
  app.use(traced(options.metrics));
  if (options.edge) app.use(options.edge);
  for (const definition of options.routes)
    app[definition.method](
      definition.path,
      admitted(definition, options.tokens),
      express.json({ limit: BODY_LIMIT }),
      answered(definition, options.service),
    );
  app.use((_request, response) => sendProblem(response, { status: 404, code: 'not-found' }));
  app.use(problemHandler(options.log));

  const server = createServer(app);
  const close = draining(server, options.service.clock);
  await listen(server, options.host, options.port);
  const { port } = server.address() as AddressInfo; // a listening TCP server has one
  return { url: `http://${options.host}:${port}`, close };
}

const listen = (server: Server, host: string, port: number) =>
  new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve();
    });
  });
