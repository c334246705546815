import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { type Surroundings, UsageError } from './surroundings.ts';

/** The fields we need of what `npm start` writes about itself. */
const runFile = z.object({
  gateway: z.object({ url: z.string() }).optional(),
  operators: z.array(z.object({ name: z.string(), keyFile: z.string() })).optional(),
});

export type Place = { url: string; keyFile: string };

/**
 * The gateway's address and the key for asking it: from options, the environment, or a system on this machine
 * (`.crescendo/run.json` here or in a folder above).
 */
export function findSystem(
  { environment, directory }: Pick<Surroundings, 'environment' | 'directory'>,
  given: { url?: string | undefined; key?: string | undefined; as?: string | undefined },
): Place {
  const running = readRunFile(environment.CRESCENDO_DIR ?? findUpwards(directory));
  const url = findGateway({ environment, directory }, given.url);
  if (!url) throw new UsageError('Where is the gateway? Say --url URL, set CRESCENDO_URL, or run npm start.');
  const known = running?.operators ?? [];
  const operator = given.as ? known.find(({ name }) => name === given.as) : known[0];
  if (given.as && !operator)
    throw new UsageError(
      `The running system knows no operator ${given.as}: ${known.map(({ name }) => name).join(', ')}.`,
    );
  const keyFile =
    given.key ?? (given.as ? operator?.keyFile : (environment.CRESCENDO_OPERATOR_KEY ?? operator?.keyFile));
  if (!keyFile)
    throw new UsageError('Who asks? Say --key FILE or set CRESCENDO_OPERATOR_KEY: your private JWK (Ed25519).');
  return { url, keyFile };
}

/** The gateway's address, if known: from an option, the environment, or a system on this machine. */
export function findGateway(
  { environment, directory }: Pick<Surroundings, 'environment' | 'directory'>,
  url?: string | undefined,
): string | undefined {
  const running = () => readRunFile(environment.CRESCENDO_DIR ?? findUpwards(directory));
  return url ?? environment.CRESCENDO_URL ?? running()?.gateway?.url;
}

function findUpwards(directory: string): string | undefined {
  const here = join(directory, '.crescendo');
  if (existsSync(join(here, 'run.json'))) return here;
  const above = dirname(directory);
  return above === directory ? undefined : findUpwards(above);
}

function readRunFile(dir: string | undefined): z.output<typeof runFile> | undefined {
  if (!dir || !existsSync(join(dir, 'run.json'))) return undefined;
  return runFile.parse(JSON.parse(readFileSync(join(dir, 'run.json'), 'utf8')));
}
