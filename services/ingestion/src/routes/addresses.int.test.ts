import { testService } from '@crescendo/chassis-testing';
import { newId, slackReceived } from '@crescendo/contracts';
import { expect, test } from 'vitest';
import { people } from '../people.ts';
import { ingestion } from '../service.ts';
import { addresses } from './addresses.ts';

test('answers the Slack IDs of people who are here, and leaves out who is gone, unknown or of another workspace', async () => {
  const { deliver, context, keyring } = await testService(
    ingestion({ GATEWAY_URL: 'http://gateway.invalid', ROSTER_PAGE_SIZE: 200 }),
  );
  async function arrives(tenant: string, id: string): Promise<string> {
    const [key = ''] = await keyring.hash(tenant, [id]);
    await deliver(slackReceived, { tenant, key, data: { traffic: { kind: 'home-opened', slackUser: id } } });
    const person = await context.model(people).findOne({ tenant, slackIndex: key }).lean();
    return person?.user ?? '';
  }
  async function leaves(tenant: string, id: string): Promise<void> {
    const [key = ''] = await keyring.hash(tenant, [id]);
    const member = { id, deactivated: true, bot: false, guest: false, updated: 1_800_000_000 };
    await deliver(slackReceived, { tenant, key, data: { traffic: { kind: 'member-changed', slackUser: id, member } } });
  }
  const [here, elsewhere] = [newId('tenant'), newId('tenant')];
  const one = await arrives(here, 'UONE');
  const two = await arrives(here, 'UTWO');
  const gone = await arrives(here, 'UGONE');
  await leaves(here, 'UGONE');
  const other = await arrives(elsewhere, 'UONE');

  const answer = await addresses.handle({
    body: { users: [one, two, gone, other, newId('user')] },
    caller: { service: 'gateway', tenant: here },
    service: context,
  });
  expect(addresses.response.parse(answer)).toEqual({
    addresses: expect.arrayContaining([
      { user: one, slackUser: 'UONE' },
      { user: two, slackUser: 'UTWO' },
    ]),
  });
  expect((answer as { addresses: unknown[] }).addresses).toHaveLength(2);
  expect(addresses.from).toEqual(['gateway']);
});
