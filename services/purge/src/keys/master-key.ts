import { type FileHandle, open } from 'node:fs/promises';
import { permanent } from '@crescendo/contracts';
import { asParent, type Parent } from './wrapping.ts';

const refused = (message: string, cause?: unknown) => permanent('master-key-refused', message, { cause });

async function readPrivately(file: FileHandle): Promise<string> {
  const { mode } = await file.stat();
  if ((mode & 0o177) !== 0) {
    const found = (mode & 0o777).toString(8).padStart(4, '0');
    throw refused(`The master key file has mode ${found}; only its owner may read it: chmod 600.`);
  }
  return file.readFile('utf8');
}

/**
 * The master key, from a file of mode 0600 or narrower that holds 32 bytes in base64 (`openssl rand -base64 32`).
 * Throws Failure `master-key-refused`; its message names what is wrong and never quotes the file.
 */
export async function readMasterKey(path: string): Promise<Parent> {
  const file = await open(path).catch((cause: unknown) => {
    throw refused('The master key file cannot be read.', cause);
  });
  try {
    const bytes = Buffer.from((await readPrivately(file)).trim(), 'base64');
    if (bytes.length !== 32) throw refused('The master key file must hold 32 bytes in base64.');
    return await asParent('master', bytes);
  } finally {
    await file.close();
  }
}
