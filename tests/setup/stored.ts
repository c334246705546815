import { createHmac } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Collection, OpenedRow } from '@crescendo/chassis';
import type { ServiceName } from '@crescendo/contracts';
import { createKeyring } from '@crescendo/keyring';
import { readDatabases, type StoredDocument } from '@crescendo/scan';
import { inject } from 'vitest';
import { z } from 'zod';
import { rowSealing } from '../../packages/chassis/src/handlers/unit-of-work.ts';
import { serviceClient } from '../../packages/chassis/src/http/client.ts';
import { openTokens } from '../../packages/chassis/src/http/tokens.ts';

/** Every document in every database, as the databases' administrator reads it. */
export async function everythingStored(): Promise<StoredDocument[]> {
  const uri = inject('system').run.mongodb?.uri;
  if (!uri) throw new Error('the system has no database');
  const all: StoredDocument[] = [];
  for await (const document of readDatabases(uri)) all.push(document);
  return all;
}

/** A Slack workspace's tenant, found as the gateway finds it. */
export async function tenantOf(teamId: string): Promise<string> {
  const key = Buffer.from(await readFile(join(inject('system').dir, 'secrets', 'team-index-key'), 'utf8'), 'base64url');
  const team = createHmac('sha256', key).update(teamId).digest('base64url');
  const row = (await everythingStored()).find(
    ({ collection, document }) => collection === 'installations' && document.team === team,
  );
  return z.string().parse(row?.document.tenant);
}

/**
 * A tenant's rows in a collection, with the `open` fields opened with the keys that the running key service gives to
 * that service.
 */
export async function rowsOf<C extends Collection, K extends string>(
  service: ServiceName,
  collection: C,
  { tenant, open }: { tenant: string; open: readonly K[] },
): Promise<OpenedRow<C, K>[]> {
  const { run, dir } = inject('system');
  const rows = (await everythingStored()).filter(
    (row) => row.database === service && row.collection === collection.name && row.document.tenant === tenant,
  );
  const secrets = (file: string) => join(dir, 'secrets', file);
  const tokens = await openTokens(service, {
    key: secrets(`${service}.jwk.json`),
    keys: secrets('services.jwks.json'),
  });
  const call = serviceClient({ tokens, urls: { purge: run.services?.find(({ name }) => name === 'purge')?.url } });
  const keyring = createKeyring({
    transport: { post: (path, body) => call('purge', path, { tenant, body, response: z.unknown() }) },
  });
  try {
    return await rowSealing(keyring).open<C, OpenedRow<C, K>>(
      collection,
      rows.map(({ document }) => document),
      open,
    );
  } finally {
    keyring.close();
  }
}
