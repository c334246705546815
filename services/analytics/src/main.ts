import { runService } from '@crescendo/chassis';
import { analytics } from './service.ts';

await runService(() => analytics);
