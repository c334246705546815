import { rosterChanged, tenantInstalled, userSynced } from '@crescendo/contracts';
import { describe, expect, test } from 'vitest';
import { people } from '../people.ts';
import { rosterSyncs } from '../roster-syncs.ts';
import { installedWorkspace, member, start, updated } from '../testing/installed-workspace.ts';

describe('the first roster sync', () => {
  test('reads all pages in the name of the workspace, and knows the people and nobody else', async () => {
    const { sync, slack, tenant, known, events } = await installedWorkspace([
      member('U1'),
      member('UBOT', { is_bot: true }),
      member('U2', { is_restricted: true, locale: 'fr-CH' }),
      member('UGONE', { deleted: true, tz: undefined }),
      member('U3', { tz: undefined, locale: undefined, profile: {} }),
      member('USLACKBOT'),
    ]);
    await sync();

    expect(slack.asked.map(({ method, authorization, arguments: given }) => [method, authorization, given])).toEqual([
      ['users.list', `Bearer gateway:${tenant}`, { limit: '2', include_locale: 'true' }],
      ['users.list', `Bearer gateway:${tenant}`, { limit: '2', include_locale: 'true', cursor: 'after:UBOT' }],
      ['users.list', `Bearer gateway:${tenant}`, { limit: '2', include_locale: 'true', cursor: 'after:UGONE' }],
    ]);
    expect(await known()).toMatchObject([
      { slackUser: 'U1', email: 'u1@crescendo.example', timezone: 'Europe/Zurich', flags: { guest: false } },
      { slackUser: 'U2', locale: 'fr-CH', flags: { guest: true }, status: 'active', stub: false },
      { slackUser: 'U3', status: 'active' },
    ]);
    expect(Object.keys((await known())[2] ?? {})).not.toContain('email');
    const version = updated * 1000;
    expect((await events(userSynced)).map(({ user, key, data }) => [user === key, data])).toEqual([
      [true, { version, timezone: 'Europe/Zurich', locale: 'de-CH' }],
      [true, { version, timezone: 'Europe/Zurich', locale: 'fr-CH' }],
      [true, { version, timezone: 'Etc/UTC', locale: 'en-US' }],
    ]);
    expect((await events(rosterChanged)).map(({ data }) => data)).toEqual([
      { billable: 3, guests: 1, version: start.getTime() },
    ]);
  });

  test('seals everything that says who someone is, and keeps the cursor sealed while it runs', async () => {
    const { unit, standsAt, context, tenant } = await installedWorkspace([
      member('UCANARYONE'),
      member('UCANARYTWO'),
      member('UCANARYTHREE'),
    ]);
    await unit();
    await unit();
    const rows = await context.model(people).find({ tenant }).lean();
    expect(rows).toHaveLength(2);
    expect(JSON.stringify([rows, await standsAt()])).not.toMatch(/canary|crescendo\.example|Zurich/i);
    expect((await standsAt())?.cursor).toMatch(/^eyJ/);
  });

  test('a workspace that is installed twice over has one sync', async () => {
    const { deliver, tenant, context } = await installedWorkspace([]);
    await deliver(tenantInstalled, { tenant, data: { scopes: [] } });
    expect(await context.model(rosterSyncs).countDocuments({ tenant })).toBe(1);
  });
});
