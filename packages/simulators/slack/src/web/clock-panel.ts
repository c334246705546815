import type { Clock } from '../clock.ts';
import { type Html, html } from './html.ts';

const HOUR_MS = 3_600_000;

const steps = [
  ['+1 hour', HOUR_MS],
  ['+1 day', 24 * HOUR_MS],
  ['+1 week', 7 * 24 * HOUR_MS],
] as const;

const inWords = new Intl.DateTimeFormat('en-GB', {
  timeZone: 'UTC',
  weekday: 'short',
  day: 'numeric',
  month: 'short',
  year: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
});

/** The time in this world, and a form to move it forward where that is possible. */
export function renderClockPanel(clock: Clock): Html | undefined {
  if (!clock.moveTo) return undefined;
  const now = clock.now();
  const buttons = steps.map(
    ([label, ms]) => html`<button type="button" class="button" data-move-clock="${ms}">${label}</button>`,
  );
  return html`<h3>Time</h3>
<p class="clock" data-testid="clock"><time datetime="${new Date(now).toISOString()}">${inWords.format(now)}</time> UTC</p>
<div class="row" role="group" aria-label="Move the time of everything on">${buttons}</div>`;
}
