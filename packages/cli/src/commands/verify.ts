import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { plainText, type Verdict, verify } from '@crescendo/receipt';
import { type Command, type Output, text } from '../command.ts';
import { type FoundKeys, findReceiptKeys } from '../receipt-keys.ts';
import { UsageError } from '../surroundings.ts';

const VALID = 0;
const NOT_VALID = 1;
const NO_KEY = 3;

export const verifyReceipt: Command = {
  name: 'verify',
  usage: 'crescendo verify FILE [--keys FILE] [--json]',
  about: 'Whether a receipt of an erasure is the one that was signed, to the byte; needs no network',
  takes: 1,
  options: { keys: { type: 'string' } },
  help: [
    '--keys FILE  the public keys. Default: crescendo-receipt-keys.json beside the receipt; where there is none,',
    '             those that the gateway publishes (--url), asked for over the network',
  ],
  forAnyone: true,
  exits: '0 valid, 1 not valid, 2 not understood or a file that cannot be read, 3 no key is known for it',
  async run({ positionals, values, surroundings, output }) {
    const [given] = positionals;
    if (given === undefined) throw new UsageError('Which receipt? One FILE.');
    if (values.key !== undefined) throw new UsageError('A receipt is checked with public keys: --keys FILE.');
    const receiptFile = resolve(surroundings.directory, given);
    const file = await readFile(receiptFile).catch(() => undefined);
    if (file === undefined) throw new UsageError(`${given} cannot be read.`);
    const named = text(values.keys);
    const keysFile = named === undefined ? undefined : resolve(surroundings.directory, named);
    const found = await findReceiptKeys(surroundings, { receiptFile, keysFile, url: text(values.url) });
    const verdict = verify(file, found?.keys ?? { keys: [] });
    output.json({ ...verdict, keysFrom: found?.from });
    tell(output, { given, verdict, found });
    if (verdict.valid) return VALID;
    return verdict.reason === 'key-unknown' ? NO_KEY : NOT_VALID;
  },
};

type Told = { given: string; verdict: Verdict; found: FoundKeys | undefined };

function tell(output: Output, { given, verdict, found }: Told): void {
  const from = found ? `Keys: from ${found.from}.` : 'Keys: none were found; say --keys FILE or --url URL.';
  if (!verdict.valid) {
    const state = verdict.reason === 'key-unknown' ? 'NOT KNOWN' : 'NOT VALID';
    output.say(`${state}: ${given} (${verdict.reason})\n${verdict.detail}\n${from}\n`);
    return;
  }
  const { receipt, keyId } = verdict;
  output.say(`VALID: ${given}
Signed by ${receipt.issuer} on ${receipt.issuedAt}, with the key ${keyId}. Not a byte was changed since.
${from}

${plainText(receipt)}
${limits}
`);
}

/** Printed with every valid receipt: the check covers the paper, not the deed. */
const limits = `What this shows: whoever holds that key signed exactly this, and the key was in use then.
What it does not show: that the key is the issuer's (compare its id with one you got another way), that what the issuer
says was counted is so, or that nobody made a copy before. The receipt lets you hold its issuer to it.`;
