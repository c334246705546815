import { runService } from '@crescendo/chassis';
import { support } from './service.ts';

await runService(() => support);
