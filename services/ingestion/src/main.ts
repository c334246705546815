import { readSettings, runService } from '@crescendo/chassis';
import { ingestion } from './service.ts';
import { ingestionSettings } from './settings.ts';

await runService(() => ingestion(readSettings(ingestionSettings)));
