import { afterEach, beforeEach, expect, test } from 'vitest';
import { codeFor, exchange, type Stage, setStage } from '../testing/stage.ts';

let stage: Stage;
beforeEach(async () => {
  stage = await setStage();
});
afterEach(() => stage.stop());

const freshCode = (redirectUri?: string) =>
  codeFor(stage.client, stage.simulator.url, stage.workspace.id, ['chat:write'], redirectUri);

test('a code gives a bot token, and after that is worth nothing', async () => {
  const code = await freshCode();
  const first = await exchange(stage.simulator.url, { code });
  expect(first.body).toMatchObject({ ok: true, token_type: 'bot', scope: 'chat:write', enterprise: null });
  expect(first.body.access_token).toMatch(/^xoxb-/);
  expect((await exchange(stage.simulator.url, { code })).body).toEqual({ ok: false, error: 'invalid_code' });
});

test('a code is worth nothing after ten minutes', async () => {
  const code = await freshCode();
  stage.clock.advance(10 * 60_000);
  expect((await exchange(stage.simulator.url, { code })).body.error).toBe('invalid_code');
});

test('a redirect address that was given must be given again, the same', async () => {
  const callback = `${stage.app.url}/slack/oauth/callback`;
  const code = await freshCode(callback);
  expect((await exchange(stage.simulator.url, { code })).body.error).toBe('bad_redirect_uri');
  const other = { code, redirect_uri: `${callback}/other` };
  expect((await exchange(stage.simulator.url, other)).body.error).toBe('bad_redirect_uri');
  expect((await exchange(stage.simulator.url, { code, redirect_uri: callback })).body.ok).toBe(true);
});

test('a wrong client secret gets nothing, and does not use the code up', async () => {
  const code = await freshCode();
  const wrong = await exchange(stage.simulator.url, { code, client_secret: 'wrong' });
  expect(wrong.body.error).toBe('bad_client_secret');
  expect((await exchange(stage.simulator.url, { code })).body.ok).toBe(true);
});

test('nobody is redirected to an address outside the app', async () => {
  await expect(freshCode('https://elsewhere.example/callback')).rejects.toThrow('bad_redirect_uri');
});
