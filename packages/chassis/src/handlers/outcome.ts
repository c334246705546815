/** What became of an event in a handler, as a value. Codes are kebab-case: they label metrics. */
export type Outcome = { kind: 'done' } | { kind: 'skip'; code: string } | { kind: 'dead-letter'; code: string };

/** The event needs nothing from us; it counts as handled. */
export const skip = (code: string): Outcome => ({ kind: 'skip', code });

/** The event can never be handled as it is: keep it with this reason, and what follows of its key behind it. */
export const deadLetter = (code: string): Outcome => ({ kind: 'dead-letter', code });

export const done: Outcome = { kind: 'done' };
