import type { BurnDownView } from './burn-down-view.ts';
import type { Output } from './command.ts';
import type { Terminal } from './surroundings.ts';

/**
 * Says a view again and again: at a terminal in place of the one before, elsewhere below it. The picture is cut to the
 * terminal's width; what is below it is there to be copied, and wraps.
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

/** How many rows of a terminal the text takes, each line as many as it wraps into. */
function rowsOf(text: string, columns: number): number {
  const lines = text.split('\n').slice(0, -1);
  return lines.reduce((rows, { length }) => rows + Math.max(1, Math.ceil(length / columns)), 0);
}
