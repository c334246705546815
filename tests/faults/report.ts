/** Prints measurements, for readers of the run's output. */
export function report(lines: readonly string[]): void {
  process.stdout.write(`${lines.map((line) => `  ${line}`).join('\n')}\n`);
}

/** How long a fault took to heal, in a line. */
export function healing(fault: string, times: Record<string, number>): string {
  const figures = Object.entries(times).map(([what, ms]) => `${what} after ${(ms / 1000).toFixed(1)} s`);
  return `${fault}: ${figures.join(', ')}`;
}
