/** Prints how long a fault took to heal, in seconds, for whoever reads the run. */
export function report(fault: string, times: Record<string, number>): void {
  const figures = Object.entries(times).map(([what, ms]) => `${what} after ${(ms / 1000).toFixed(1)} s`);
  process.stdout.write(`  ${fault}: ${figures.join(', ')}\n`);
}
