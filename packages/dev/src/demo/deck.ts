import type { RandomSource } from '@crescendo/slack-simulator';

/** The same cards in another order, which depends on `random` alone. */
export function shuffled<Card>(cards: readonly Card[], random: RandomSource): Card[] {
  const placed = cards.map((card) => ({ card, place: random() }));
  return placed.toSorted((one, other) => one.place - other.place).map(({ card }) => card);
}

/** A deck to draw from, shuffled anew whenever it is empty: the cards' shares hold, and no pattern shows. */
export function* deckOf<Card>(cards: readonly Card[], random: RandomSource): Generator<Card, never> {
  for (;;) yield* shuffled(cards, random);
}
