import type { BurnDownView } from './burn-down-view.ts';
import type { Output } from './command.ts';
import type { Terminal } from './surroundings.ts';

/**
 * Prints a view repeatedly: at a terminal it replaces the previous one, elsewhere it follows below. The picture is cut
 * to the terminal's width; the text below it wraps, so that it can be copied.
 */
export function redrawing(output: Output, terminal: Terminal | undefined): (view: BurnDownView) => void {
  let before = 0;
  return ({ picture, next }) => {
    if (!terminal) {
      output.say(before++ > 0 ? `\n${picture}${next}` : `${picture}${next}`);
      return;
    }
    const { columns } = terminal;
    const cut = picture.split('\n').map((line) => line.slice(0, columns));
    output.say(`${before > 0 ? `\x1b[${before}A\x1b[J` : ''}${cut.join('\n')}${next}`);
    before = cut.length - 1 + rowsOf(next, columns);
  };
}

/** How many terminal rows the text takes, including wrapped lines. */
function rowsOf(text: string, columns: number): number {
  const lines = text.split('\n').slice(0, -1);
  return lines.reduce((rows, { length }) => rows + Math.max(1, Math.ceil(length / columns)), 0);
}
