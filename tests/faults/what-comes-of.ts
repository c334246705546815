/** What has to come of a person's acts, beside the events that tell of them. */
export type Consequences = {
  lessons: number;
  welcomes: number;
  farewells: number;
  /** Whether they are learning after all of it. */
  learning: boolean;
};

/**
 * What personalization has to make of a person's acts: names of events, in the order in which ingestion told of them.
 * Any other order comes to something else: who has stopped gets no lesson however often they ask. For acts of one day,
 * since Start gives a lesson once a day; and for people who do not ask for more lessons than there are.
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

/** Whether all of `some` are among `all`, in their order. */
export function inOrder(some: readonly string[], all: readonly string[]): boolean {
  let next = 0;
  for (const one of all) if (one === some[next]) next++;
  return next === some.length;
}
