import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The root of the repository. */
export const ROOT = resolve(dirname(fileURLToPath(import.meta.url)), '../../../..');

/** Downloaded tools and engines: shared by every run, safe to delete while nothing runs. */
export const TOOLS = join(ROOT, '.tools');
