/** The expected results of a person's acts, besides their events. */
export type Consequences = {
  lessons: number;
  welcomes: number;
  farewells: number;
  /** Whether they are learning in the end. */
  learning: boolean;
};

/**
 * The results that personalization must derive from a person's acts, given as names of events in ingestion's order.
 * Another order has another result: a person who has stopped gets no lesson, however often they ask. Valid for acts of
 * one day, since Start gives a lesson once a day, and for people who do not ask for more lessons than there are.
 */
export function whatComesOf(acts: readonly string[]): Consequences {
  const come: Consequences = { lessons: 0, welcomes: 0, farewells: 0, learning: false };
  for (const act of acts) {
    if (act === 'learning-started' && !come.learning) {
      if (come.welcomes === 0) come.lessons++;
      come.welcomes++;
      come.learning = true;
    } else if (act === 'learning-stopped' && come.learning) {
      come.farewells++;
      come.learning = false;
    } else if (act === 'lesson-requested' && come.learning) come.lessons++;
  }
  return come;
}

/** Whether `all` contains all of `some`, in the same order. */
export function inOrder(some: readonly string[], all: readonly string[]): boolean {
  let next = 0;
  for (const one of all) if (one === some[next]) next++;
  return next === some.length;
}
