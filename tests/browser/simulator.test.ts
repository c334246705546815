import { type Stage, setStage, startMessage } from '@crescendo/slack-simulator/testing';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { openBrowser, openPage } from './eyes.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(() => browser.close());

const text = (words: string) => ({ type: 'section', text: { type: 'mrkdwn', text: words } });
const input = {
  ...{ type: 'input', block_id: 'comment', label: { type: 'plain_text', text: 'Your comment' } },
  element: { type: 'plain_text_input', action_id: 'text' },
};
const view = (...blocks: object[]) => ({
  ...{ type: 'modal', title: { type: 'plain_text', text: 'A window' }, blocks },
  submit: { type: 'plain_text', text: 'Send' },
});

/** A person with a simulator whose app does only what the test says. */
async function before() {
  const stage = await setStage({ limits: 'wide' });
  onTestFinished(() => stage.stop());
  await stage.install();
  const amara = stage.workspace.people[1]?.id ?? '';
  const { page, complaints } = await openPage(browser);
  onTestFinished(() => page.close());
  const post = async (words: string, ...blocks: object[]) => {
    const { body } = await stage.call('chat.postMessage', {
      ...{ channel: amara, text: words, blocks: [text(words), ...blocks] },
    });
    return { channel: String(body.channel), ts: String(body.ts) };
  };
  return {
    ...{ stage, page, complaints, post },
    open: (tab: string) => page.goto(`${stage.simulator.url}/client/${stage.workspace.id}/${amara}?tab=${tab}`),
  };
}

/** Opens a modal as an app does: with the trigger of a click. */
async function openWindow({ stage, page, blocks }: { stage: Stage; page: Page; blocks: object[] }): Promise<string> {
  stage.app.answer = (_request, response) => void response.end();
  await page.getByRole('button', { name: 'Start' }).click();
  const press = (await stage.app.got('/slack/interactions', 1))[0];
  const { trigger_id } = JSON.parse(new URLSearchParams(press?.body).get('payload') ?? '{}') as { trigger_id: string };
  const { body } = await stage.call('views.open', { trigger_id, view: view(...blocks) });
  await page.getByRole('dialog').getByRole('heading', { name: 'A window' }).waitFor();
  return (body.view as { id: string }).id;
}

test('when a message changes, whoever reads another stays where they are', async () => {
  const { stage, page, post, open, complaints } = await before();
  const first = await post('The first of them', ...startMessage);
  for (let count = 2; count <= 40; count++) await post(`Message ${count}`);
  await open('messages');
  const read = page.getByTestId('message').filter({ hasText: 'Message 20' });
  await read.scrollIntoViewIfNeeded();
  const top = async () => Math.round((await read.boundingBox())?.y ?? -1);
  const at = await top();
  const longer = 'It is much longer now. '.repeat(60);
  await stage.call('chat.update', { ...first, text: longer, blocks: [text(longer)] });
  await page.getByText('It is much longer now.').first().waitFor({ state: 'attached' });
  expect(await top()).toBe(at);
  await post('The newest of them');
  await page.getByText('The newest of them').waitFor({ state: 'attached' });
  expect(await top()).toBe(at);
  expect(complaints).toEqual([]);
});

test('whoever is at the newest message sees the next one, also when the last one grew meanwhile', async () => {
  const { stage, page, post, open } = await before();
  for (let count = 1; count <= 40; count++) await post(`Message ${count}`);
  const last = await post('The last of them');
  await open('messages');
  const longer = 'It is much longer now. '.repeat(60);
  await stage.call('chat.update', { ...last, text: longer, blocks: [text(longer)] });
  await page.getByText('It is much longer now.').first().waitFor();
  await post('The newest of them');
  await expect
    .poll(() =>
      page
        .getByText('The newest of them')
        .boundingBox()
        .then((box) => box?.y),
    )
    .toBeLessThan(900);
});

test('the focus stays on what was pressed while its message changes, and in the message when it goes', async () => {
  const { stage, page, post, open } = await before();
  stage.app.answer = (_request, response) => void response.end();
  const message = await post('Ready?', ...startMessage);
  await open('messages');
  await page.getByRole('button', { name: 'Start' }).press('Enter');
  await stage.call('chat.update', { ...message, text: 'Steady?', blocks: [text('Steady?'), ...startMessage] });
  await page.getByText('Steady?').waitFor();
  const focused = () => page.evaluate('document.activeElement.dataset.actionId ?? document.activeElement.dataset.ts');
  expect(await focused()).toBe('start');
  await stage.call('chat.update', { ...message, text: 'Go', blocks: [text('Go')] });
  await page.getByText('Go', { exact: true }).waitFor();
  expect(await focused()).toBe(message.ts);
});

test('when a window’s content changes, the focus, the caret and what was typed stay', async () => {
  const { stage, page, post, open, complaints } = await before();
  await post('Ready?', ...startMessage);
  await open('messages');
  const id = await openWindow({ stage, page, blocks: [text('One moment…'), input] });
  const field = page.getByRole('dialog').getByRole('textbox');
  await field.fill('I tried it');
  await field.press('Home');
  await stage.call('views.update', { view_id: id, view: view(text('Here it is.'), input) });
  await page.getByText('Here it is.').waitFor();
  await page.keyboard.type('Well: ');
  expect(await field.inputValue()).toBe('Well: I tried it');
  expect(complaints).toEqual([]);
});

test('when a window fills that had nothing to type into, the focus stays in it', async () => {
  const { stage, page, post, open } = await before();
  await post('Ready?', ...startMessage);
  await open('messages');
  const id = await openWindow({ stage, page, blocks: [text('One moment…')] });
  const focused = () => page.evaluate('document.activeElement.dataset.testid');
  await page.getByRole('dialog').getByTestId('modal-close').focus();
  await stage.call('views.update', { view_id: id, view: view(text('Here it is.')) });
  await page.getByText('Here it is.').waitFor();
  expect(await focused()).toBe('modal-close');
});

test('the first thing the keyboard reaches leads past the people to the app', async () => {
  const { page, post, open } = await before();
  await post('Ready?', ...startMessage);
  await open('messages');
  await page.keyboard.press('Tab');
  expect(await page.evaluate('document.activeElement.textContent')).toBe('Skip to the content');
  await page.keyboard.press('Enter');
  expect(await page.evaluate('document.activeElement.id')).toBe('main');
});
