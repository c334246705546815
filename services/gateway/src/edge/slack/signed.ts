import type { ServiceContext } from '@crescendo/chassis';
import { permanent } from '@crescendo/contracts';
import express, { type RequestHandler, type Response } from 'express';
import { verifySignature } from './signature.ts';

export type SignedRequest = {
  /** The raw bytes as text. */
  text: string;
  /** When Slack signed it, by the service's clock. */
  at: Date;
};

export type SignedHandler = (request: SignedRequest, response: Response) => Promise<void>;

const BODY_LIMIT = '1mb';

/** The bytes as received: the signature covers exactly these, so nothing is unpacked before the check. */
const rawBody = express.raw({ type: () => true, limit: BODY_LIMIT, inflate: false });

/**
 * Handlers for a route that only Slack may use: `handle` runs when the signature is valid, otherwise a Failure is
 * thrown.
 */
export function signed(options: { secret: string; service: ServiceContext }, handle: SignedHandler): RequestHandler[] {
  const { clock } = options.service;
  const check: RequestHandler = async (request, response) => {
    // Slack signs by the real time, and says by the time of its world when something was done: compared they have to be one.
    const ahead = clock.ahead();
    const raw: unknown = request.body;
    const body = Buffer.isBuffer(raw) ? raw : Buffer.alloc(0);
    const verdict = verifySignature({
      secret: options.secret,
      timestamp: request.get('x-slack-request-timestamp'),
      signature: request.get('x-slack-signature'),
      body,
      now: new Date(clock.now().getTime() - ahead),
    });
    if (!verdict.ok) throw permanent(verdict.code, 'The request is not signed as Slack signs.');
    const at = new Date(verdict.at.getTime() + ahead);
    await handle({ text: body.toString('utf8'), at }, response);
  };
  return [rawBody, check];
}
