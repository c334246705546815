import { defineEvent, messageSent, newId, personal, plain, slackReceived, usersStream } from '@crescendo/contracts';
import { createKeyring } from '@crescendo/keyring';
import { keyServiceInMemory } from '@crescendo/keyring/testing';
import { expect, onTestFinished, test } from 'vitest';
import { z } from 'zod';
import { openEvent, parseEventData, sealEvent } from './seal-event.ts';

function keyring() {
  const service = keyServiceInMemory();
  const made = createKeyring({ transport: service.transport });
  onTestFinished(() => made.close());
  return made;
}
const about = () => ({ id: newId('event'), tenant: newId('tenant'), user: newId('user'), time: new Date() });
const place = { channel: 'D0JANE', ts: '1.2' };

test('personal fields travel sealed, the rest in clear, and open for who asks for them', async () => {
  const keys = keyring();
  const event = about();
  const value = await sealEvent(keys, messageSent, event, { message: newId('message'), outcome: 'sent', place });
  expect(value).not.toContain('JANE');
  const data = parseEventData(messageSent, value);
  expect(data.outcome).toBe('sent');
  expect(await openEvent(keys, messageSent, { ...event, data }, ['place'])).toEqual({ ...data, place });
  expect(await openEvent(keys, messageSent, { ...event, data }, [])).toEqual(data);
});

test('a sealed field opens in its own event only', async () => {
  const keys = keyring();
  const event = about();
  const data = parseEventData(
    messageSent,
    await sealEvent(keys, messageSent, event, { message: newId('message'), outcome: 'sent', place }),
  );
  const other = { ...event, id: newId('event'), data };
  await expect(openEvent(keys, messageSent, other, ['place'])).rejects.toMatchObject({ code: 'seal-broken' });
});

test("a person's field needs a person, traffic of a day its day", async () => {
  const { user: _user, time: _time, ...bare } = about();
  const sent = { message: newId('message'), outcome: 'sent', place };
  await expect(sealEvent(keyring(), messageSent, bare, sent)).rejects.toMatchObject({ code: 'seal-without-user' });
  const traffic = { traffic: { kind: 'home-opened', slackUser: 'U1' } };
  await expect(sealEvent(keyring(), slackReceived, bare, traffic)).rejects.toMatchObject({ code: 'seal-without-time' });
});

test('what would not fit its schema is refused where it is made: paths are named, values are not', async () => {
  const failing = sealEvent(keyring(), messageSent, about(), { message: 'jane@example.com', outcome: 'sent' });
  await expect(failing).rejects.toMatchObject({ code: 'event-invalid', message: expect.stringContaining('message') });
  await expect(failing).rejects.not.toThrow('jane');
});

test('what is larger than a record may be is refused where it is made', async () => {
  const large = defineEvent({
    name: 'toy-grown',
    summary: 'A toy grew.',
    stream: usersStream,
    producers: ['billing'],
    data: z.object({ text: plain(z.string()) }),
  });
  const sealing = (bytes: number) => sealEvent(keyring(), large, about(), { text: 'x'.repeat(bytes) });
  expect(await sealing(890_000)).toHaveLength(890_011);
  await expect(sealing(910_000)).rejects.toMatchObject({ code: 'event-too-large' });
});

test.each([
  ['no JSON', '{"name":"jane', 'undecodable'],
  ['not what the schema says', '{"message":"jane","outcome":"sent"}', 'schema-invalid'],
  [
    'in clear where it should be sealed',
    `{"message":"${newId('message')}","outcome":"sent","place":"jane"}`,
    'schema-invalid',
  ],
])('data that is %s is refused without repeating it', (_what, value, code) => {
  const parse = () => parseEventData(messageSent, value);
  expect(parse).toThrow(expect.objectContaining({ code, retry: false }));
  expect(parse).not.toThrow('jane');
});

test('a sealed value that opens to something else than its schema says is refused', async () => {
  const keys = keyring();
  const tag = {
    category: 'identity',
    purpose: 'delivery',
    basis: 'contract',
    retention: 'a test',
    about: 'a test',
  } as const;
  const before = defineEvent({
    name: 'toy-named',
    summary: 'A toy was named.',
    stream: usersStream,
    producers: ['billing'],
    data: z.object({ name: personal(z.number(), tag) }),
  });
  const after = { ...before, schema: z.object({ name: personal(z.string(), tag) }) };
  const event = about();
  const data = parseEventData(before, await sealEvent(keys, before, event, { name: 7 }));
  await expect(openEvent(keys, after, { ...event, data }, ['name'])).rejects.toMatchObject({ code: 'opened-invalid' });
});
