import { toast } from './toast.js';

/** Calls the Control API. Resolves to its answer; where something can't be done, says so to the person and to the caller. */
export async function control(method, path, body) {
  try {
    const response = await fetch(path, {
      method,
      headers: { 'content-type': 'application/json' },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    const answer = await response.json();
    if (response.ok) return answer;
    toast(answer.error);
  } catch {
    toast('The simulator can’t be reached. Is it still running?');
  }
  return { ok: false };
}
