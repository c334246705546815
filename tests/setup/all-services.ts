import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { analytics } from '@crescendo/analytics';
import { billing } from '@crescendo/billing';
import { readSettings, type Service } from '@crescendo/chassis';
import { gateway } from '@crescendo/gateway';
import { ingestion } from '@crescendo/ingestion';
import { personalization } from '@crescendo/personalization';
import { purge } from '@crescendo/purge';
import { support } from '@crescendo/support';
import { gatewaySettings } from '../../services/gateway/src/settings.ts';
import { ingestionSettings } from '../../services/ingestion/src/settings.ts';
import { loadCatalogue } from '../../services/personalization/src/catalogue.ts';
import { readMasterKey } from '../../services/purge/src/keys/master-key.ts';
import { purgeSettings } from '../../services/purge/src/settings.ts';

/** Settings that let every service be declared, without a start or a connection. */
const environment = (masterKeyFile: string) => ({
  PUBLIC_URL: 'http://127.0.0.1:1',
  GATEWAY_URL: 'http://127.0.0.1:1',
  SLACK_SIGNING_SECRET: 'declared-only',
  SLACK_CLIENT_ID: 'declared-only',
  SLACK_CLIENT_SECRET: 'declared-only',
  TEAM_INDEX_KEY: randomBytes(32).toString('base64url'),
  MASTER_KEY_FILE: masterKeyFile,
  EPOCH_KEYS_DIR: 'declared-only',
  ERASURE_LEDGER_DIR: 'declared-only',
  RECEIPT_KEY_FILE: 'declared-only',
  RECEIPT_KEYS_FILE: 'declared-only',
});

/** The declarations of all services, to compare with the catalogue and to write into the documentation. */
export async function allServices(): Promise<Service[]> {
  const masterKeyFile = join(tmpdir(), `crescendo-master-${randomBytes(8).toString('hex')}`);
  await writeFile(masterKeyFile, randomBytes(32).toString('base64url'), { mode: 0o600 });
  const values = environment(masterKeyFile);
  const master = await readMasterKey(masterKeyFile);
  await rm(masterKeyFile);
  const content = resolve(import.meta.dirname, '../../services/personalization/content');
  return [
    gateway(readSettings(gatewaySettings, values)),
    ingestion(readSettings(ingestionSettings, values)),
    billing,
    personalization({ catalogue: await loadCatalogue(content), privacyMail: 'privacy@example.com' }),
    analytics,
    support,
    purge({ master, receiptKey: generateKeyPairSync('ed25519').privateKey }, readSettings(purgeSettings, values)),
  ];
}
