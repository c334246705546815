import { type Delivery, testService } from '@crescendo/chassis-testing';
import {
  assignmentValue,
  commentForm,
  newId,
  type SlackMember,
  type SlackTraffic,
  slackActions,
  slackReceived,
} from '@crescendo/contracts';
import { describe, expect, test } from 'vitest';
import { people } from '../people.ts';
import { ingestion } from '../service.ts';
import { uncountedChanges } from '../uncounted-changes.ts';

const start = new Date('2026-03-02T09:00:00Z');
const seconds = start.getTime() / 1000;
const slackUser = 'UCANARY';

const member = (change: Partial<SlackMember> = {}): SlackMember => ({
  id: slackUser,
  email: 'canary@crescendo.example',
  timezone: 'Europe/Zurich',
  locale: 'de-CH',
  deactivated: false,
  bot: false,
  guest: false,
  updated: seconds,
  ...change,
});
const changed = (change: Partial<SlackMember> = {}): SlackTraffic => {
  const told = member(change);
  return { kind: 'member-changed', slackUser: told.id, member: told };
};
const pressed = (action: string, rest: object = {}): SlackTraffic => ({ kind: 'action', slackUser, action, ...rest });

async function workspace() {
  const { deliver, context, keyring } = await testService(
    ingestion({ GATEWAY_URL: 'http://gateway.invalid', ROSTER_PAGE_SIZE: 200 }),
    { now: start },
  );
  const tenant = newId('tenant');
  return {
    context,
    tenant,
    /** Delivers traffic as the gateway publishes it, with the keyed hash of the Slack ID as key. */
    async receive(traffic: SlackTraffic, more: Partial<Delivery<typeof slackReceived>> = {}) {
      const [key = ''] = await keyring.hash(tenant, [traffic.slackUser]);
      return await deliver(slackReceived, { tenant, key, data: { traffic }, ...more });
    },
    async person() {
      const rows = await context.model(people).find({ tenant }).lean();
      expect(rows.length).toBeLessThanOrEqual(1);
      return (await context.open(people, rows, ['slackUser', 'email', 'timezone', 'locale', 'flags']))[0];
    },
    uncounted: () => context.model(uncountedChanges).countDocuments({ tenant }),
  };
}

describe('a person acts', () => {
  test('one who is known: it is published under their person id', async () => {
    const { receive, person } = await workspace();
    await receive(changed());
    const user = (await person())?.user;
    const assignment = newId('assignment');
    const place = { channel: 'D1', ts: '1700000000.000100' };

    const answered = await receive(
      pressed(`${slackActions.answer}.1`, { value: assignmentValue(assignment, 1), message: place }),
    );
    expect(answered).toMatchObject({ outcome: { kind: 'done' }, performed: [] });
    expect(answered.published).toMatchObject([
      { type: 'answer-given', user, key: user, data: { assignment, option: 1, place } },
    ]);

    const commented = await receive({
      kind: 'form-submitted',
      slackUser,
      form: commentForm.callbackId,
      context: assignment,
      values: { [commentForm.input]: 'It helped.' },
    });
    expect(commented.published).toMatchObject([
      { type: 'feedback-given', user, data: { assignment, comment: 'It helped.' } },
    ]);
  });

  test('one nobody knows becomes a stub, once, and Slack is asked who they are', async () => {
    const { receive, person, uncounted } = await workspace();
    const first = await receive({ kind: 'home-opened', slackUser });
    const stub = await person();
    expect(stub).toMatchObject({ slackUser, status: 'active', stub: true, version: 0 });
    expect(first.published).toMatchObject([{ type: 'home-changed', user: stub?.user, data: {} }]);
    expect(first.performed).toMatchObject([{ effect: 'look-up-person', args: { user: stub?.user } }]);

    const second = await receive(pressed(slackActions.start));
    expect(second.published).toMatchObject([{ type: 'learning-started', user: stub?.user }]);
    expect(second.performed).toEqual([]);
    expect(await uncounted()).toBe(0);
  });

  test('the same delivery again does nothing', async () => {
    const { receive } = await workspace();
    const id = newId('event');
    await receive(pressed(slackActions.start), { id });
    const again = await receive(pressed(slackActions.start), { id });
    expect(again).toEqual({ outcome: { kind: 'duplicate' }, published: [], performed: [] });
  });

  test('what means nothing to us is skipped with its reason and makes nobody', async () => {
    const { receive, person } = await workspace();
    const { outcome, published } = await receive(pressed('crescendo.juggle'));
    expect(outcome).toEqual({ kind: 'skip', code: 'unknown-action' });
    expect(published).toEqual([]);
    expect(await person()).toBeUndefined();
  });

  test('one who was removed is skipped', async () => {
    const { receive } = await workspace();
    await receive(changed());
    await receive(changed({ deactivated: true, updated: seconds + 1 }));
    const { outcome, published } = await receive(pressed(slackActions.more));
    expect(outcome).toEqual({ kind: 'skip', code: 'person-removed' });
    expect(published).toEqual([]);
  });

  test('Slackbot is nobody', async () => {
    const { receive, person } = await workspace();
    const { outcome } = await receive({ kind: 'home-opened', slackUser: 'USLACKBOT' });
    expect(outcome).toEqual({ kind: 'skip', code: 'machine' });
    expect(await person()).toBeUndefined();
  });
});

describe('a member changes', () => {
  test('who joins is synced, and the roster will be counted', async () => {
    const { receive, person, uncounted } = await workspace();
    const { published } = await receive(changed());
    const user = (await person())?.user;
    const data = { version: seconds * 1000, timezone: 'Europe/Zurich', locale: 'de-CH' };
    expect(published).toMatchObject([{ type: 'user-synced', user, data }]);
    expect(await uncounted()).toBe(1);
  });

  test('who moves is synced anew; older news that comes late changes nothing', async () => {
    const { receive, person, uncounted } = await workspace();
    await receive(changed());
    const moved = await receive(changed({ timezone: 'Asia/Tokyo', updated: seconds + 10 }));
    expect(moved.published).toMatchObject([{ type: 'user-synced', data: { timezone: 'Asia/Tokyo' } }]);
    const late = await receive(changed({ timezone: 'America/Lima', updated: seconds + 5 }));
    expect(late).toMatchObject({ outcome: { kind: 'skip', code: 'nothing-new' }, published: [] });
    expect(await person()).toMatchObject({ timezone: 'Asia/Tokyo', version: (seconds + 10) * 1000 });
    expect(await uncounted()).toBe(1);
  });

  test('a new e-mail address is kept and concerns nobody else', async () => {
    const { receive, person } = await workspace();
    await receive(changed());
    const { outcome, published } = await receive(changed({ email: 'new@crescendo.example', updated: seconds + 1 }));
    expect(outcome).toEqual({ kind: 'done' });
    expect(published).toEqual([]);
    expect(await person()).toMatchObject({ email: 'new@crescendo.example' });
  });

  test('who is deactivated is removed and forgotten; who comes back has the same person id', async () => {
    const { receive, person } = await workspace();
    await receive(changed());
    const user = (await person())?.user;
    const left = await receive(changed({ deactivated: true, updated: seconds + 1 }));
    expect(left.published).toMatchObject([{ type: 'user-removed', user, data: { version: (seconds + 1) * 1000 } }]);
    expect(JSON.stringify(await person())).not.toMatch(/canary|Zurich/i);

    const back = await receive(changed({ updated: seconds + 2 }));
    expect(back.published).toMatchObject([{ type: 'user-synced', user }]);
    expect(await person()).toMatchObject({ user, status: 'active', slackUser });
  });

  test('who left before we knew them is not brought in by older news', async () => {
    const { receive, person } = await workspace();
    const left = await receive(changed({ deactivated: true, updated: seconds + 1 }));
    expect(left.published).toEqual([]);
    const late = await receive(changed());
    expect(late.outcome).toEqual({ kind: 'skip', code: 'nothing-new' });
    expect((await person())?.status).toBe('removed');
  });

  test('a stub is completed', async () => {
    const { receive, person, uncounted } = await workspace();
    await receive({ kind: 'home-opened', slackUser });
    const user = (await person())?.user;
    const { published } = await receive(changed());
    expect(published).toMatchObject([{ type: 'user-synced', user }]);
    expect(await person()).toMatchObject({ user, stub: false, timezone: 'Europe/Zurich' });
    expect(await uncounted()).toBe(1);
  });

  test('a bot is nobody', async () => {
    const { receive, person } = await workspace();
    const { outcome, published } = await receive(changed({ bot: true }));
    expect(outcome).toEqual({ kind: 'skip', code: 'machine' });
    expect(published).toEqual([]);
    expect(await person()).toBeUndefined();
  });
});
