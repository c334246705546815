import { readSettings, runService } from '@crescendo/chassis';
import { readMasterKey } from './master-key.ts';
import { purge } from './service.ts';
import { purgeSettings } from './settings.ts';

await runService(async () => {
  const settings = readSettings(purgeSettings);
  return purge(await readMasterKey(settings.MASTER_KEY_FILE), settings);
});
