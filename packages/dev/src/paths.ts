import { join, resolve } from 'node:path';
import { ROOT } from '@crescendo/engines';

/** Where `npm start` keeps data, logs, secrets and `run.json`. */
export const CRESCENDO = resolve(process.env.CRESCENDO_DIR ?? join(ROOT, '.crescendo'));
