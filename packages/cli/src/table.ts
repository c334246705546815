/** Rows as a plain table: columns as wide as needed, numbers right-aligned. */
export function table(header: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  const cells = [header, ...rows].map((row) => row.map(String));
  const widths = header.map((_, column) => Math.max(...cells.map((row) => row[column]?.length ?? 0)));
  const isNumber = header.map((_, column) => rows.length > 0 && rows.every((row) => typeof row[column] === 'number'));
  const line = (row: readonly string[]) =>
    row
      .map((cell, column) => (isNumber[column] ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0)))
      .join('  ')
      .trimEnd();
  return `${cells.map(line).join('\n')}\n`;
}

/** Names with their values, one per line, without absent ones. */
export function facts(pairs: readonly (readonly [name: string, value: string | number | undefined])[]): string {
  const given = pairs.filter(([, value]) => value !== undefined);
  const width = Math.max(0, ...given.map(([name]) => name.length));
  return given.map(([name, value]) => `${name.padEnd(width)}  ${value}\n`).join('');
}

/** `1 event`, `2 events`. */
export const counted = (count: number, one: string, many = `${one}s`): string => `${count} ${count === 1 ? one : many}`;

/** A time to the second, in UTC. */
export const shortTime = (iso: string): string => iso.replace('T', ' ').replace(/\.\d+Z$/, 'Z');

/** `1,200`. */
export const grouped = (count: number): string => Math.round(count).toLocaleString('en');

/** The cells of a column, right-aligned to the width of the widest or of the header. */
export function toRight(header: string, cells: readonly string[]): string[] {
  const width = Math.max(header.length, ...cells.map(({ length }) => length));
  return cells.map((cell) => cell.padStart(width));
}
