import { readSettings, runService } from '@crescendo/chassis';
import { readMasterKey } from './master-key.ts';
import { purge } from './service.ts';
import { purgeSettings } from './settings.ts';

const settings = readSettings(purgeSettings);
await runService(purge(await readMasterKey(settings.MASTER_KEY_FILE), settings));
