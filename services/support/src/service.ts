import { defineService } from '@crescendo/chassis';

/** Will answer what people and customers ask. It consumes nothing yet. */
export const support = defineService({ name: 'support' });
