import { join } from 'node:path';

/** Where a system whose data is in `dir` keeps by how much it is ahead of the real time. */
export const clockFileIn = (dir: string) => join(dir, 'clock.json');
