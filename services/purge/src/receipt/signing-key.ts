import { createPrivateKey, type KeyObject } from 'node:crypto';
import { open, readFile } from 'node:fs/promises';
import { permanent } from '@crescendo/contracts';
import { keyIdOf, publicJwkOf, readKeys } from '@crescendo/receipt';

const refused = (message: string, cause?: unknown) => permanent('receipt-key-refused', message, { cause });

/**
 * The key that signs receipts, from a file of mode 0600 or narrower that holds an Ed25519 private key in PEM
 * (`openssl genpkey -algorithm ed25519`). It must be on the list of public keys, and in use at `now`: a receipt that
 * nobody can check is worthless.
 *
 * Throws Failure `receipt-key-refused`; its message names what is wrong and never quotes a file.
 */
export async function readSigningKey(files: { keyFile: string; keysFile: string }, now: Date): Promise<KeyObject> {
  const key = await readPrivately(files.keyFile);
  const keyId = keyIdOf(publicJwkOf(key));
  const { keys } = readKeys(await readFile(files.keysFile, 'utf8').catch(listUnreadable));
  const listed = keys.find((each) => each.keyId === keyId);
  if (!listed) throw refused(`The list of receipt keys does not have the key that signs: ${keyId}.`);
  const moment = now.toISOString();
  if (moment < listed.from || (listed.until !== undefined && moment >= listed.until))
    throw refused(`The key that signs receipts is not in use now, says the list of receipt keys: ${keyId}.`);
  return key;
}

async function readPrivately(path: string): Promise<KeyObject> {
  const file = await open(path).catch((cause: unknown) => {
    throw refused('The file of the key that signs receipts cannot be read.', cause);
  });
  try {
    const { mode } = await file.stat();
    if ((mode & 0o177) !== 0)
      throw refused('The file of the key that signs receipts may be read by its owner only: chmod 600.');
    return parsed(await file.readFile('utf8'));
  } finally {
    await file.close();
  }
}

function parsed(pem: string): KeyObject {
  try {
    return createPrivateKey(pem);
  } catch {
    // Without the cause: a parser's message may quote the file.
    throw refused('The file of the key that signs receipts must hold a private key in PEM.');
  }
}

function listUnreadable(cause: unknown): never {
  throw refused('The list of receipt keys cannot be read.', cause);
}
