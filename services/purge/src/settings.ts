import { z } from 'zod';

const seconds = z.coerce.number().positive();

/** The key service's settings, in addition to those of every service. */
export const purgeSettings = z.object({
  MASTER_KEY_FILE: z.string().min(1).describe('File of mode 0600 with the master key: 32 bytes in base64'),
  EPOCH_KEYS_DIR: z
    .string()
    .min(1)
    .describe('Directory of the epoch keys, shared by the replicas; of it there must be no backup'),
  EPOCH_HOURS: z.coerce
    .number()
    .positive()
    .default(12)
    .describe('How long an epoch of keys lasts: so long an old backup of the key database may open what was erased'),
  ERASURE_LEDGER_DIR: z
    .string()
    .min(1)
    .describe('Directory of the erasure ledger, shared by the replicas, whose files are only ever added to'),
  KEY_LEASE_SECONDS: seconds.default(300).describe('How long services may hold a key in memory'),
  EDGE_KEY_LEASE_SECONDS: seconds
    .default(14_400)
    .describe('The same for intake and index keys at the gateway, which must work while the key service is away'),
  PURGE_GRACE_HOURS: z.coerce
    .number()
    .min(0)
    .max(40)
    .default(24)
    .describe('How long a customer who left is held and can come back, before anything is erased'),
  CUSTOMERS_ENDING_PER_HOUR: z.coerce
    .number()
    .int()
    .min(1)
    .default(3)
    .describe(
      'How many customers may end within an hour without anyone having asked for it; or one in a hundred, where that is more. Beyond, all of them wait for an operator',
    ),
  ERASURE_COOLING_OFF_HOURS: z.coerce
    .number()
    .min(0)
    .default(24)
    .describe('How long a person who wants to be erased can take it back'),
  KEY_RELEASES_PER_MINUTE: z.coerce
    .number()
    .int()
    .min(1000)
    .default(120_000)
    .describe('Keys given to one service within a minute'),
  RECEIPT_KEY_FILE: z
    .string()
    .min(1)
    .describe('File of mode 0600 with the key that signs receipts: an Ed25519 private key in PEM'),
  RECEIPT_KEYS_FILE: z
    .string()
    .min(1)
    .describe('Public keys by which receipts are signed, and were: the same list as at the gateway'),
  RECEIPT_ISSUER: z
    .string()
    .min(1)
    .max(200)
    .default('Crescendo')
    .describe('Who signs receipts, as customers know them'),
  BACKUP_HOURS: z.coerce
    .number()
    .positive()
    .default(24)
    .describe('How long backups of databases are kept: receipts say so'),
  TELEMETRY_DAYS: z.coerce
    .number()
    .positive()
    .default(30)
    .describe('How long logs, traces and metrics are kept: receipts say so'),
});
export type PurgeSettings = z.output<typeof purgeSettings>;
