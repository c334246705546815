import { commentForm, slackActions } from '@crescendo/contracts';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readCommand } from './commands/read-command.ts';
import { readEvent } from './events/read-event.ts';
import { readInteraction } from './interactions/read-interaction.ts';

/** Stands for anything that a person may have put into a payload: a name, a picture's address, a status. */
const MARK = 'planted';
const planted = fc.string().map((text) => `${MARK}${text}`);
const extras = fc.dictionary(fc.string(), fc.oneof(planted, fc.array(planted), fc.dictionary(fc.string(), planted)));

/** The payload with extra fields in each of its objects; its own fields stay. */
function plant(value: unknown, extra: Record<string, unknown>): unknown {
  if (Array.isArray(value)) return value.map((each) => plant(each, extra));
  if (typeof value !== 'object' || value === null) return value;
  const own = Object.entries(value).map(([key, each]) => [key, plant(each, extra)]);
  return { ...extra, ...Object.fromEntries(own) };
}

const team = { id: 'T1' };
const by = { team, user: { id: 'U1' }, trigger_id: '1.2.abc' };
const user = { id: 'U1', tz: 'Europe/Berlin', locale: 'de-DE', updated: 1, profile: { email: 'a@example.com' } };
const callback = (event: object) => ({
  type: 'event_callback',
  team_id: 'T1',
  event_id: 'Ev1',
  event_time: 1,
  event,
});

const events = [
  { type: 'app_home_opened', user: 'U1', tab: 'home' },
  { type: 'team_join', user },
  { type: 'user_change', user },
  { type: 'tokens_revoked', tokens: { bot: ['UBOT'] } },
  { type: 'app_home_opened', user: 'U1', tab: 'messages' },
  { type: 'message', text: 'x' },
  { type: 'message', channel_type: 'im', user: 'U1', text: 'x' },
].map(callback);

const interactions = [
  {
    ...by,
    type: 'block_actions',
    container: { channel_id: 'D1', message_ts: '1.2' },
    actions: [{ action_id: slackActions.start }],
  },
  {
    ...by,
    type: 'view_submission',
    view: {
      callback_id: commentForm.callbackId,
      private_metadata: 'asg_1',
      state: { values: { block: { [commentForm.input]: { value: 'typed on purpose' } } } },
    },
  },
  { ...by, type: 'view_closed', view: {} },
  { ...by, type: 'shortcut', callback_id: 'x' },
  { ...by, type: 'message_action', callback_id: 'x', channel: { id: 'C1' }, message: { text: 'x' } },
  { ...by, type: 'block_suggestion', action_id: 'x', value: 'x' },
  { ...by, type: 'block_actions', actions: [{ action_id: 'x' }] },
];

/** The fields of a user object that hold a name, a picture, or a person's words about themselves. */
const nameFields = ['name', 'real_name', 'tz_label', 'color'];
const profileFields = [
  'real_name',
  'display_name',
  'image_512',
  'status_text',
  'title',
  'phone',
  'pronouns',
  'first_name',
];

test('whatever is planted in an event never comes out', () => {
  fc.assert(
    fc.property(fc.constantFrom(...events), extras, planted, (event, extra, text) => {
      const named = {
        ...extra,
        ...Object.fromEntries([...nameFields, ...profileFields].map((field) => [field, text])),
      };
      expect(JSON.stringify(readEvent(plant(event, named)))).not.toContain(MARK);
    }),
  );
});

test('a user object whose own fields hold something else gives it away neither', () => {
  fc.assert(
    fc.property(planted, (text) => {
      const changed = callback({
        type: 'user_change',
        user: {
          ...user,
          tz: `${text} zone`,
          locale: text,
          profile: { email: text.replaceAll('@', ' ') },
          updated: text,
          is_bot: text,
        },
      });
      expect(JSON.stringify(readEvent(changed))).not.toContain(MARK);
    }),
  );
});

test('whatever is planted in an interaction never comes out', () => {
  fc.assert(
    fc.property(fc.constantFrom(...interactions), extras, (interaction, extra) => {
      const payload = JSON.stringify(plant(interaction, extra));
      expect(JSON.stringify(readInteraction(new URLSearchParams({ payload })))).not.toContain(MARK);
    }),
  );
});

test('whatever is planted in a command, or typed after its word, never comes out', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string({ minLength: 1 }), planted), planted, (extra, text) => {
      const form = {
        ...extra,
        team_id: 'T1',
        user_id: 'U1',
        trigger_id: '1.2.abc',
        ssl_check: '',
        text: `start ${text}`,
      };
      expect(JSON.stringify(readCommand(new URLSearchParams(form)))).not.toContain(MARK);
    }),
  );
});
