import type { Response } from 'express';
import type { Condition } from '../conditions.ts';

type How = Extract<Condition, { kind: 'lose-answers' }>['how'];

/** Hides from the caller what the call did. */
export function loseAnswer(response: Response, body: Record<string, unknown>, how: How): void {
  switch (how) {
    case 'dropped':
      response.socket?.destroy();
      return;
    case 'cut-off': {
      const text = JSON.stringify(body);
      response.set({ 'content-type': 'application/json', 'content-length': String(Buffer.byteLength(text)) });
      response.write(text.slice(0, text.length / 2), () => response.socket?.destroy());
      return;
    }
    case 'server-error':
      response.status(500).type('html').send('<html>Something went wrong on our end.</html>');
  }
}
