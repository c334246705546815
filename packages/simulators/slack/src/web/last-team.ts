import type { Request, Response } from 'express';

/** The workspace this browser looked at last: the one Slack offers when an app is installed. */
export function lastTeam(request: Request): string | undefined {
  return /(?:^|; )team=(T\w+)/.exec(request.get('cookie') ?? '')?.[1];
}

export function rememberTeam(response: Response, teamId: string): void {
  response.cookie('team', teamId, { httpOnly: true, sameSite: 'lax' });
}
