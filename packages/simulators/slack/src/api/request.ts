import type { Request } from 'express';
import { SlackError } from './method.ts';

export interface ApiRequest {
  arguments: Record<string, unknown>;
  /** From the Authorization header or, in a form, the `token` field; JSON bodies may not carry it. */
  token: string | undefined;
}

/** Reads a call as Slack does: a form, JSON, or a query. The body is the request's raw bytes. */
export function readApiRequest(request: Request): ApiRequest {
  const body = Buffer.isBuffer(request.body) ? request.body.toString('utf8') : '';
  const bearer = /^Bearer (.+)$/i.exec(request.get('authorization') ?? '')?.[1];
  const query = Object.fromEntries(new URL(request.url, 'http://localhost').searchParams);
  if (body === '') return { arguments: query, token: bearer };
  const type = (request.get('content-type') ?? '').split(';')[0]?.trim();
  if (type === 'application/json') return { arguments: { ...query, ...readJson(body) }, token: bearer };
  if (type !== 'application/x-www-form-urlencoded') throw new SlackError('invalid_post_type');
  const { token, ...form } = Object.fromEntries(new URLSearchParams(body));
  return { arguments: { ...query, ...form }, token: bearer ?? token };
}

function readJson(body: string): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch {
    throw new SlackError('invalid_json');
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new SlackError('json_not_object');
  return value as Record<string, unknown>;
}
