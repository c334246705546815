import { afterEach, beforeEach, expect, test } from 'vitest';
import { z } from 'zod';
import { type Stage, setStage } from '../testing/stage.ts';

let stage: Stage;
beforeEach(async () => {
  stage = await setStage();
});
afterEach(() => stage.stop());

const page = z.object({
  members: z.array(z.looseObject({ id: z.string() })),
  response_metadata: z.object({ next_cursor: z.string() }),
});

test('pages follow their cursor to the end, some shorter than asked for, nobody twice', async () => {
  await stage.install();
  for (const number of [1, 2, 3, 4, 5, 6]) {
    await stage.client.addPerson(stage.workspace.id, { realName: `Guest ${number}`, kind: 'guest' });
  }
  const seen: string[] = [];
  const sizes: number[] = [];
  let cursor = '';
  do {
    const { members, response_metadata } = page.parse((await stage.call('users.list', { limit: 3, cursor })).body);
    seen.push(...members.map((member) => member.id));
    sizes.push(members.length);
    cursor = response_metadata.next_cursor;
  } while (cursor);
  const { people } = await stage.client.workspace(stage.workspace.id);
  expect(seen).toEqual(people.map((person) => person.id));
  expect(sizes).toEqual([3, 2, 2, 2, 1]);
});

test('a cursor that was never given is refused', async () => {
  await stage.install();
  expect((await stage.call('users.list', { limit: 3, cursor: 'bm9ib2R5' })).body.error).toBe('invalid_cursor');
});

test('members come with names and pictures; e-mail and locale only when granted and asked for', async () => {
  await stage.install(['users:read']);
  const [, amara] = stage.workspace.people;
  const bare = (await stage.call('users.info', { user: amara?.id })).body;
  expect(bare.user).toMatchObject({ real_name: 'Amara Okafor', tz: 'Africa/Lagos', tz_offset: 3600 });
  expect(bare.user).toHaveProperty('profile.image_512');
  expect(bare.user).not.toHaveProperty('profile.email');
  expect(bare.user).not.toHaveProperty('locale');
  await stage.install(['users:read', 'users:read.email']);
  const whole = (await stage.call('users.info', { user: amara?.id, include_locale: true })).body;
  expect(whole.user).toMatchObject({ locale: 'en-GB', profile: { email: 'amara.okafor@testing-grounds.example' } });
});

test('bots, Slackbot (which is not marked as one) and the deactivated are in the list', async () => {
  await stage.install();
  const [, amara] = stage.workspace.people;
  await stage.client.changePerson(stage.workspace.id, amara?.id ?? '', { deactivated: true });
  const { members } = page.parse((await stage.call('users.list')).body);
  expect(members.find((member) => member.id === 'USLACKBOT')).toMatchObject({ is_bot: false, name: 'slackbot' });
  expect(members.find((member) => member.id === amara?.id)).not.toHaveProperty('tz');
  expect(members).toContainEqual(expect.objectContaining({ name: 'crescendo', is_bot: true }));
});
