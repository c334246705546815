/** The upper one uses the lower one. */
export type Arrow = readonly [upper: string, lower: string];

/** The arrows, each once, without those that a longer path also shows. */
export function withoutShortcuts(arrows: readonly Arrow[]): Arrow[] {
  const below = new Map<string, Set<string>>();
  for (const [upper, lower] of arrows) below.set(upper, (below.get(upper) ?? new Set()).add(lower));
  const reaches = (from: string, to: string, seen = new Set<string>()): boolean =>
    [...(below.get(from) ?? [])].some((next) => {
      if (next === to) return true;
      if (seen.has(next)) return false;
      seen.add(next);
      return reaches(next, to, seen);
    });
  return [...below]
    .flatMap(([upper, lowers]) =>
      [...lowers]
        .filter((lower) => ![...lowers].some((other) => other !== lower && reaches(other, lower)))
        .map((lower): Arrow => [upper, lower]),
    )
    .sort(([a, b], [c, d]) => `${a} ${b}`.localeCompare(`${c} ${d}`));
}

/** A Mermaid flowchart, from top to bottom. */
export function flowchart(arrows: readonly Arrow[]): string {
  const id = (name: string) => name.replace(/^packages\//, '').replaceAll(/[^a-z]/g, '_');
  const label = (name: string) => name.replace(/^packages\//, '');
  const lines = arrows.map(([upper, lower]) => `  ${id(upper)}[${label(upper)}] --> ${id(lower)}[${label(lower)}]`);
  return ['```mermaid', 'flowchart TD', ...lines, '```'].join('\n');
}
