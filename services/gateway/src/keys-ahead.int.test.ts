import { expect, test } from 'vitest';
import { testGateway } from './testing/test-gateway.ts';

const SECOND_MS = 1_000;

test('a workspace that was installed elsewhere has its keys here at the next look', async () => {
  const gateway = await testGateway();
  await gateway.runJob('keep-keys-ready'); // knows all workspaces: none
  const { tenant } = await gateway.installedWorkspace();
  gateway.keyring.forget({ tenant });
  await gateway.runJob('keep-keys-ready');

  gateway.keyServiceAway(true);
  await expect(gateway.keyring.edgeIndex(tenant)).resolves.toBeDefined();
});

test('a look that is not at all asks for what is new only, and the one at all for everything', async () => {
  const gateway = await testGateway();
  const { tenant } = await gateway.installedWorkspace();
  await gateway.runJob('keep-keys-ready');
  gateway.keyring.forget({ tenant });
  const later = (ms: number) => gateway.setNow(new Date(Date.now() + ms));
  later(100 * SECOND_MS);
  await gateway.runJob('keep-keys-ready');
  gateway.keyServiceAway(true);
  await expect(gateway.keyring.edgeIndex(tenant)).rejects.toMatchObject({ code: 'key-service-unavailable' });

  gateway.keyServiceAway(false);
  later(400 * SECOND_MS);
  await gateway.runJob('keep-keys-ready');
  gateway.keyServiceAway(true);
  await expect(gateway.keyring.edgeIndex(tenant)).resolves.toBeDefined();
});
