import type { Request, RequestHandler, Response } from 'express';
import { ZodError, type z } from 'zod';
import type { Actor } from '../person/actor.ts';
import { ImpossibleAct } from '../person/outcome.ts';
import type { SimulatedSlack } from '../slack.ts';
import { findPerson, findWorkspace, isActiveHuman } from '../state/find.ts';
import type { Person, Workspace } from '../state/state.ts';

class NotFound extends Error {}

/**
 * A route of the Control API: responds with the result of `handle` as JSON, or with 400, 404 or 409 and a sentence that
 * says why not.
 */
export function route(handle: (request: Request, response: Response) => unknown): RequestHandler {
  return async (request, response) => {
    try {
      const answer = await handle(request, response);
      if (!response.headersSent) response.json(answer ?? { ok: true });
    } catch (error) {
      const status = statusOf(error);
      if (status === undefined || !(error instanceof Error)) throw error;
      response.status(status).json({ error: error.message });
    }
  };
}

function statusOf(error: unknown): number | undefined {
  if (error instanceof NotFound) return 404;
  if (error instanceof ImpossibleAct) return 409;
  if (error instanceof ZodError) return 400;
  return undefined;
}

/** The request's JSON body, read by a schema; no body is an empty object. */
export function bodyOf<Schema extends z.ZodType>(request: Request, schema: Schema): z.output<Schema> {
  return schema.parse(request.body ?? {});
}

export function workspaceOf(slack: SimulatedSlack, request: Request): Workspace {
  const workspace = findWorkspace(slack, String(request.params.team));
  if (!workspace) throw new NotFound('There is no such workspace.');
  return workspace;
}

export function personOf(workspace: Workspace, request: Request): Person {
  const person = findPerson(workspace, String(request.params.user));
  if (!person) throw new NotFound('There is nobody with this id in the workspace.');
  return person;
}

/** The request's person as an actor: an active human. */
export function actorOf(slack: SimulatedSlack, request: Request): Actor {
  const workspace = workspaceOf(slack, request);
  const person = personOf(workspace, request);
  if (!isActiveHuman(person)) throw new ImpossibleAct('Only active people of the workspace can act.');
  return { slack, workspace, person };
}
