/**
 * The name that a mistyped word most likely means: the one with the fewest slips (a letter missing, added or wrong, or
 * two swapped). Undefined when that takes more slips than a third of the name's letters.
 */
export function nearest(word: string, names: readonly string[]): string | undefined {
  const near = names
    .map((name) => ({ name, slips: slips(word, name) }))
    .filter((each) => each.slips <= Math.ceil(each.name.length / 3))
    .toSorted((a, b) => a.slips - b.slips);
  return near[0]?.name;
}

/** Optimal string alignment distance (en.wikipedia.org/wiki/Damerau–Levenshtein_distance). */
function slips(from: string, to: string): number {
  const table = Array.from({ length: from.length + 1 }, (_, row) =>
    Array.from({ length: to.length + 1 }, (_, column) => (row === 0 ? column : column === 0 ? row : 0)),
  );
  const at = (row: number, column: number) => table[row]?.[column] ?? Number.POSITIVE_INFINITY;
  for (let row = 1; row <= from.length; row++) {
    for (let column = 1; column <= to.length; column++) {
      const same = from[row - 1] === to[column - 1];
      const swapped = from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1];
      const ways = [at(row - 1, column) + 1, at(row, column - 1) + 1, at(row - 1, column - 1) + (same ? 0 : 1)];
      if (swapped) ways.push(at(row - 2, column - 2) + 1);
      const cells = table[row];
      if (cells) cells[column] = Math.min(...ways);
    }
  }
  return at(from.length, to.length);
}
