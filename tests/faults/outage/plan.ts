/** A person's act. All but opening Home are clicks or commands, which Slack delivers once. */
export type Act = 'answer' | 'rate' | 'ask' | 'stop' | 'start' | 'open-home';
/** Slack's events about people who do nothing in the app. */
export type News = 'move' | 'join';

/** Something with its time, in milliseconds from the beginning. */
export type At<What> = { what: What; atMs: number };

export type Plan = {
  /** For each person, their acts in order. */
  people: readonly (readonly At<Act>[])[];
  news: readonly At<News>[];
};

/** How much happens, by how many people, in how long. */
export type Load = { people: number; clicks: number; events: number; seconds: number };

/** People's typical days. In another order, each would have another result. */
const days: readonly (readonly Act[])[] = [
  ['answer', 'rate', 'ask', 'stop', 'start'],
  ['ask', 'answer', 'stop', 'ask', 'start'],
  ['stop', 'ask', 'start', 'rate', 'answer'],
  ['rate', 'ask', 'answer', 'stop', 'start'],
];

/** Everybody's first act is in the first seconds, when the outage is not known yet. */
const FIRST_MS = 3_000;

/** The events: of every five, two open Home, two move, and one joins. */
const events = ['open-home', 'move', 'open-home', 'move', 'join'] as const;

/** Distributes acts over people and time: exactly this many clicks and events, with a typical order for each person. */
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
