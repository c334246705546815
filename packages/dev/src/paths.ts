import { join, resolve } from 'node:path';

/** The root of the repository. */
export const ROOT = resolve(import.meta.dirname, '../../..');

/** Downloaded tools and engines: shared by every run, safe to delete while nothing runs. */
export const TOOLS = join(ROOT, '.tools');

/** What `npm start` keeps: data, logs, secrets and `run.json`. */
export const CRESCENDO = resolve(process.env.CRESCENDO_DIR ?? join(ROOT, '.crescendo'));
