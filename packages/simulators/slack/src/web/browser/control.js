import { toast } from './toast.js';

/** Calls the Control API. Resolves to its answer; tells both the person and the caller if something can't be done. */
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
