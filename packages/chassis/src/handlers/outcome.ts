/** How a handler ended an event. Codes are in kebab-case: they label metrics. */
export type Outcome = { kind: 'done' } | { kind: 'skip'; code: string } | { kind: 'dead-letter'; code: string };

/** The event needs no work; it counts as handled. */
export const skip = (code: string): Outcome => ({ kind: 'skip', code });

/** The event can never be handled as it is: store it with this reason, and park later events of its key behind it. */
export const deadLetter = (code: string): Outcome => ({ kind: 'dead-letter', code });

export const done: Outcome = { kind: 'done' };
