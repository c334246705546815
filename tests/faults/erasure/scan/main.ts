import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { leftovers, marksIn, openTarget, personsNamedWith, scan, sinksOf } from '@crescendo/scan';
import { chassisCollections } from '../../../../packages/chassis/src/chassis-collections.ts';
import { CRESCENDO } from '../../../../packages/dev/src/paths.ts';
import { stopSignal } from '../../../../packages/dev/src/stop-signal.ts';
import { allServices } from '../../../setup/all-services.ts';
import { allowedIn } from '../allowed.ts';
import { leftoversTold, scanTold, type Told } from './told.ts';

/** `npm run scan`: searches everything that a system stores for marks, or for leftovers of a customer. */
const signal = stopSignal();
const say = (line: string) => void process.stderr.write(`${line}\n`);

function readOptions(): { marks: string | undefined; tenant: string | undefined; dir: string } {
  const options = { marks: { type: 'string' }, tenant: { type: 'string' }, dir: { type: 'string' } } as const;
  const { marks, tenant, dir = CRESCENDO } = parseArgs({ options }).values;
  if ((marks === undefined) === (tenant === undefined)) throw new Error('Say what to look for: --marks or --tenant.');
  if (tenant !== undefined && !/^tnt_[0-9a-z]{26}$/.test(tenant)) throw new Error('--tenant is an id like tnt_….');
  return { marks, tenant, dir: resolve(dir) };
}

async function look({ marks: file, tenant, dir }: ReturnType<typeof readOptions>): Promise<Told> {
  const marks = file === undefined ? [] : marksIn(await readFile(file, 'utf8'));
  const { close, ...target } = await openTarget(dir, { say, signal });
  try {
    if (tenant === undefined) return scanTold(await scan({ marks, sinks: sinksOf(target) }));
    const uri = target.run.mongodb?.uri ?? '';
    const services = await allServices();
    const databases = services.map(({ name, collections }) => ({
      name,
      collections: [...collections, ...chassisCollections],
    }));
    const persons = await personsNamedWith(uri, tenant);
    return leftoversTold(await leftovers(uri, { tenant, persons, allowed: allowedIn(databases) }));
  } finally {
    await close();
  }
}

try {
  const { text, exitCode } = await look(readOptions());
  process.stdout.write(text);
  process.exitCode = exitCode;
} catch (error) {
  say(error instanceof Error ? error.message : String(error));
  process.exitCode = 2;
}
