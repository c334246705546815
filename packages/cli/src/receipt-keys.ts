import { readFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { type ReceiptKeys, readKeys } from '@crescendo/receipt';
import { findGateway } from './find-system.ts';
import { type Surroundings, UsageError } from './surroundings.ts';

/** Public keys of receipts and their source, on which the worth of a verdict depends. */
export type FoundKeys = { keys: ReceiptKeys; from: string };

const NAME = 'crescendo-receipt-keys.json';
const DEADLINE_MS = 10_000;

/**
 * The keys to check a receipt with: from the named file, else the file beside the receipt, else the named or local
 * gateway. Only the last uses the network. Undefined if there are none; throws `UsageError` if the source is not a list
 * of keys.
 */
export async function findReceiptKeys(
  surroundings: Pick<Surroundings, 'environment' | 'directory'>,
  { receiptFile, keysFile, url }: { receiptFile: string; keysFile: string | undefined; url: string | undefined },
): Promise<FoundKeys | undefined> {
  if (keysFile !== undefined) {
    const text = await textOf(keysFile);
    if (text === undefined) throw new UsageError(`The keys in ${keysFile} cannot be read.`);
    return { keys: keysIn(text, keysFile), from: `the file ${keysFile}` };
  }
  const beside = join(dirname(receiptFile), NAME);
  const from = relative(surroundings.directory, beside);
  const shown = from.startsWith('..') ? beside : from;
  const text = await textOf(beside);
  if (text !== undefined) return { keys: keysIn(text, shown), from: `the file ${shown}, beside the receipt` };
  const gateway = findGateway(surroundings, url);
  return gateway === undefined ? undefined : await keysOf(gateway);
}

async function keysOf(gateway: string): Promise<FoundKeys | undefined> {
  const address = new URL(`/.well-known/${NAME}`, gateway).href;
  try {
    const response = await fetch(address, { redirect: 'error', signal: AbortSignal.timeout(DEADLINE_MS) });
    if (!response.ok) return undefined;
    return { keys: keysIn(await response.text(), address), from: address };
  } catch (error) {
    if (error instanceof UsageError) throw error;
    return undefined; // a gateway that is away counts as having no key
  }
}

function keysIn(text: string, place: string): ReceiptKeys {
  try {
    return readKeys(text);
  } catch {
    throw new UsageError(`${place} holds no list of receipt keys.`);
  }
}

/** Undefined if there is no such file. */
async function textOf(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw new UsageError(`${file} cannot be read.`);
  }
}
