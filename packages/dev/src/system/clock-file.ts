import { join } from 'node:path';

/** The clock file of the system with its data in `dir`: it says how far that system is ahead of the real time. */
export const clockFileIn = (dir: string) => join(dir, 'clock.json');
