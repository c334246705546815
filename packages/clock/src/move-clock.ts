import { readAhead, writeAhead } from './clock-file.ts';
import { LOOK_EVERY_MS } from './follow-clock.ts';

/** So long after a move every process that follows the file sees it. */
export const SEEN_WITHIN_MS = LOOK_EVERY_MS + 100;

/**
 * Moves the clock of a world on to a moment: from there time goes on as ever. Processes that follow the file see it within
 * {@link SEEN_WITHIN_MS}.
 *
 * @throws with a sentence for whoever moves it, when that would take time back
 */
export function moveClock(path: string, to: Date, real = Date.now()): void {
  const now = real + readAhead(path);
  if (Number.isNaN(to.getTime())) throw new Error('That is no time to move the clock to.');
  if (to.getTime() < now)
    throw new Error(`It is ${said(now)} here already, and time does not go back to ${said(to.getTime())}.`);
  writeAhead(path, Math.ceil((to.getTime() - real) / 1000) * 1000);
}

const said = (time: number) => `${new Date(time).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
