import { readSettings, runService } from '@crescendo/chassis';
import { readMasterKey } from './keys/master-key.ts';
import { readSigningKey } from './receipt/signing-key.ts';
import { purge } from './service.ts';
import { purgeSettings } from './settings.ts';

await runService(async () => {
  const settings = readSettings(purgeSettings);
  const { MASTER_KEY_FILE, RECEIPT_KEY_FILE: keyFile, RECEIPT_KEYS_FILE: keysFile } = settings;
  const master = await readMasterKey(MASTER_KEY_FILE);
  return purge({ master, receiptKey: await readSigningKey({ keyFile, keysFile }, new Date()) }, settings);
});
