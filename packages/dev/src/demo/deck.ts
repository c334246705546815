import type { RandomSource } from '@crescendo/slack-simulator';

/** The same cards in a new order, which depends only on `random`. */
export function shuffled<Card>(cards: readonly Card[], random: RandomSource): Card[] {
  const placed = cards.map((card) => ({ card, place: random() }));
  return placed.toSorted((one, other) => one.place - other.place).map(({ card }) => card);
}

/** A deck to draw from, reshuffled whenever it is empty: every card keeps its share, without a visible pattern. */
export function* deckOf<Card>(cards: readonly Card[], random: RandomSource): Generator<Card, never> {
  for (;;) yield* shuffled(cards, random);
}
