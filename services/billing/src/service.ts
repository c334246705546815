import { defineService } from '@crescendo/chassis';
import { onRosterChanged } from './handlers/on-roster-changed.ts';
import { seats } from './seats.ts';

/** Knows what each customer pays for. */
export const billing = defineService({ name: 'billing', collections: [seats], handlers: [onRosterChanged] });
