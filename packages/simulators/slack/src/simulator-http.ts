/** Calls to the Control API in JSON. */
export class SimulatorHttp {
  private readonly base: string;

  constructor(url: string) {
    this.base = `${url.replace(/\/$/, '')}/sim`;
  }

  get<Answer>(path: string): Promise<Answer> {
    return this.call('GET', path);
  }

  post<Answer>(path: string, body: unknown): Promise<Answer> {
    return this.call('POST', path, body);
  }

  patch<Answer>(path: string, body: unknown): Promise<Answer> {
    return this.call('PATCH', path, body);
  }

  delete<Answer>(path: string): Promise<Answer> {
    return this.call('DELETE', path);
  }

  private async call<Answer>(method: string, path: string, body?: unknown): Promise<Answer> {
    const response = await fetch(`${this.base}${path}`, {
      method,
      ...(body === undefined ? {} : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
    });
    const answer: unknown = await response.json();
    if (response.ok) return answer as Answer;
    const { error } = answer as { error: string };
    throw new Error(`${method} ${path} answered ${response.status}: ${error}`);
  }
}
