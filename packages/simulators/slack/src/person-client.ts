import type { Surface } from './control/surface.ts';
import type { Click } from './person/click.ts';
import type { Answers } from './person/form.ts';
import type { Outcome } from './person/outcome.ts';
import type { Shortcut } from './person/shortcut.ts';
import type { SimulatorHttp } from './simulator-http.ts';
import { type Answer, elementsOf } from './state/input-values.ts';
import type { View } from './state/state.ts';

const LONGEST_WAIT_SECONDS = 60;

/** One person at their Slack, driven over the Control API. */
export class PersonClient {
  private readonly http: SimulatorHttp;
  private readonly path: string;

  constructor(http: SimulatorHttp, teamId: string, userId: string) {
    this.http = http;
    this.path = `/workspaces/${teamId}/people/${userId}`;
  }

  /** Opens the app's Home; the app gets `app_home_opened`. */
  openHome(): Promise<{ eventId?: string }> {
    return this.http.post(`${this.path}/open`, { tab: 'home' });
  }

  openMessages(): Promise<{ eventId?: string }> {
    return this.http.post(`${this.path}/open`, { tab: 'messages' });
  }

  /** Presses or chooses; resolves once the app has answered or its time is over. */
  click(act: Click): Promise<Outcome> {
    return this.http.post(`${this.path}/click`, act);
  }

  /** Submits the top modal with answers by action id; inputs without an answer stay as they are. */
  async submit(answers: Record<string, Answer> = {}): Promise<Outcome> {
    const view = (await this.surface()).modals.at(-1);
    if (!view) throw new Error('No modal is open.');
    return this.http.post(`${this.path}/submit`, { answers: byBlock(view, answers) });
  }

  async closeModal(options: { all?: boolean } = {}): Promise<void> {
    await this.http.post(`${this.path}/close`, options);
  }

  /** Types into the message box; text that begins with a slash is a command. */
  say(text: string): Promise<Outcome> {
    return this.http.post(`${this.path}/say`, { text });
  }

  /** Uses one of the app's shortcuts: a global one, or with `messageTs` one on that message. */
  takeShortcut(shortcut: Shortcut): Promise<Outcome> {
    return this.http.post(`${this.path}/shortcut`, shortcut);
  }

  /** All this person sees of the app now. */
  surface(): Promise<Surface> {
    return this.http.get(`${this.path}/surface`);
  }

  /**
   * Waits, without polling, until this person sees what the caller wants. Rejects after `timeoutMs` (default 10 s) with
   * `what` in its message.
   */
  async until(what: string, wanted: (surface: Surface) => boolean, timeoutMs = 10_000): Promise<Surface> {
    const deadline = Date.now() + timeoutMs;
    let surface = await this.surface();
    while (!wanted(surface)) {
      const leftMs = deadline - Date.now();
      if (leftMs <= 0) throw new Error(`Not seen within ${timeoutMs} ms: ${what}.`);
      const waitSeconds = String(Math.min(leftMs / 1000, LONGEST_WAIT_SECONDS));
      const query = new URLSearchParams({ after: String(surface.version), waitSeconds });
      surface = await this.http.get(`${this.path}/surface?${query}`);
    }
    return surface;
  }
}

function byBlock(view: View, answers: Record<string, Answer>): Answers {
  const placed = elementsOf(view.blocks);
  const filled: Answers = {};
  for (const [actionId, answer] of Object.entries(answers)) {
    const found = placed.find((each) => each.actionId === actionId);
    if (!found) throw new Error(`The modal has no input with the action id ${actionId}.`);
    filled[found.blockId] = { ...filled[found.blockId], [actionId]: answer };
  }
  return filled;
}
