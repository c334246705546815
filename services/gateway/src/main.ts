import { readSettings, runService } from '@crescendo/chassis';
import { gateway } from './service.ts';
import { gatewaySettings } from './settings.ts';

await runService(() => gateway(readSettings(gatewaySettings)));
