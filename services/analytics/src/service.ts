import { defineService } from '@crescendo/chassis';

/** Will show a workplace how its programme goes. It consumes nothing yet. */
export const analytics = defineService({ name: 'analytics' });
