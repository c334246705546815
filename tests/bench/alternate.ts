/** One of several things to compare: does its work once and returns its speed. */
export type Contender = () => Promise<number>;

/**
 * Measures contenders in turn. Each round runs all of them, every second round in reverse order, so neither the
 * machine's other work nor the order favours one. A first round warms up and does not count.
 *
 * @returns each contender's results, round by round
 */
export async function alternate<N extends string>(
  contenders: Readonly<Record<N, Contender>>,
  options: { rounds: number; onRound?: (round: number, found: Readonly<Record<N, number>>) => void },
): Promise<Record<N, number[]>> {
  const names = Object.keys(contenders) as N[]; // a record has exactly these names
  const found = new Map<N, number[]>(names.map((name) => [name, []]));
  for (let round = 0; round <= options.rounds; round++) {
    const answers = new Map<N, number>();
    for (const name of round % 2 === 0 ? names : names.toReversed()) answers.set(name, await contenders[name]());
    if (round === 0) continue;
    for (const [name, answer] of answers) found.get(name)?.push(answer);
    options.onRound?.(round, Object.fromEntries(answers) as Record<N, number>);
  }
  return Object.fromEntries(found) as Record<N, number[]>;
}
