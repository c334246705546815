import { runService } from '@crescendo/chassis';
import { billing } from './service.ts';

await runService(() => billing);
