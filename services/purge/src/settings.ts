import { baseSettings } from '@crescendo/chassis';
import { z } from 'zod';

/** What the key service is told by its environment. */
export const settings = baseSettings.extend({
  MASTER_KEY_FILE: z.string().min(1).describe('File of mode 0600 with the master key: 32 bytes in base64'),
  KEY_LEASE_SECONDS: z.coerce
    .number()
    .positive()
    .default(300)
    .describe('Seconds for which services may hold a key in memory'),
  EDGE_KEY_LEASE_SECONDS: z.coerce
    .number()
    .positive()
    .default(14_400)
    .describe('The same for intake and index keys at the gateway, which must work while the key service is away'),
  KEY_RELEASES_PER_MINUTE: z.coerce
    .number()
    .int()
    .min(1000)
    .default(120_000)
    .describe('Keys given to one service within a minute'),
});
export type Settings = z.output<typeof settings>;
