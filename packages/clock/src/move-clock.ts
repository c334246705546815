import { readAhead, writeAhead } from './clock-file.ts';
import { LOOK_EVERY_MS } from './follow-clock.ts';

/** This long after a move, every process that follows the file has seen it. */
export const SEEN_WITHIN_MS = LOOK_EVERY_MS + 100;

/**
 * Moves a world's clock forward to a moment, from which time continues as usual. Processes that follow the file see
 * this within {@link SEEN_WITHIN_MS}.
 *
 * @throws with a sentence for a person, if that would move time back
 */
export function moveClock(path: string, to: Date, real = Date.now()): void {
  const now = real + readAhead(path);
  if (Number.isNaN(to.getTime())) throw new Error('That is no time to move the clock to.');
  if (to.getTime() < now)
    throw new Error(`It is ${said(now)} here already, and time does not go back to ${said(to.getTime())}.`);
  writeAhead(path, Math.ceil((to.getTime() - real) / 1000) * 1000);
}

const said = (time: number) => `${new Date(time).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
