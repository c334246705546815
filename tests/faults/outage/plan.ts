/** What a person does; all but opening Home is a click or a command, which Slack delivers once. */
export type Act = 'answer' | 'rate' | 'ask' | 'stop' | 'start' | 'open-home';
/** What Slack tells of people who do nothing with us. */
export type News = 'move' | 'join';

/** Something at a time, in milliseconds from the beginning. */
export type At<What> = { what: What; atMs: number };

export type Plan = {
  /** For each person, in the order in which they do it. */
  people: readonly (readonly At<Act>[])[];
  news: readonly At<News>[];
};

/** How much is done, by how many, in how long. */
export type Load = { people: number; clicks: number; events: number; seconds: number };

/** Days as people have them: each comes to something else in another order. */
const days: readonly (readonly Act[])[] = [
  ['answer', 'rate', 'ask', 'stop', 'start'],
  ['ask', 'answer', 'stop', 'ask', 'start'],
  ['stop', 'ask', 'start', 'rate', 'answer'],
  ['rate', 'ask', 'answer', 'stop', 'start'],
];

/** Everybody's first act falls into the first seconds, when an outage is not yet known. */
const FIRST_MS = 3_000;

/** What is told by an event: of five, two open Home, two move, and one joins. */
const events = ['open-home', 'move', 'open-home', 'move', 'join'] as const;

/** Deals acts out to people and over time: just so many clicks and events, with everyone's in an order of their own. */
export function planFor({ people, clicks, events: count, seconds }: Load, random: () => number = Math.random): Plan {
  const endMs = seconds * 1_000;
  const anyTime = () => FIRST_MS + random() * Math.max(0, endMs - FIRST_MS);
  const told = Array.from({ length: count }, (_, turn) => events[turn % events.length] ?? 'open-home');
  const opened = told.filter((what) => what === 'open-home').length;
  return {
    people: Array.from({ length: people }, (_, person) => {
      const share = (whole: number) => Math.floor(whole / people) + (person < whole % people ? 1 : 0);
      const day = days[person % days.length] ?? [];
      const acts: Act[] = Array.from({ length: share(clicks) }, (_, turn) => day[turn % day.length] ?? 'ask');
      for (let home = 0; home < share(opened); home++)
        acts.splice(Math.floor(random() * (acts.length + 1)), 0, 'open-home');
      const times = acts.map((_, turn) => (turn === 0 ? random() * FIRST_MS : anyTime())).sort((a, b) => a - b);
      return acts.map((what, turn) => ({ what, atMs: times[turn] ?? endMs }));
    }),
    news: told.flatMap((what) => (what === 'open-home' ? [] : [{ what, atMs: anyTime() }])),
  };
}
