import { page as receiptPage } from '@crescendo/receipt';
import { samplePersonReceipt, sampleReceipt } from '@crescendo/receipt/testing';
import { setStage, startMessage } from '@crescendo/slack-simulator/testing';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, inject, onTestFinished, test } from 'vitest';
import { look, openBrowser, openPage } from './eyes.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(() => browser.close());

async function opened(): Promise<Page> {
  const { page } = await openPage(browser);
  onTestFinished(() => page.close());
  return page;
}

test.each([
  ['front', '/', 'A few minutes of inclusion at work, inside Slack'],
  ['not-installed', '/slack/oauth/callback?error=access_denied', /./],
  ['no-receipt', '/receipts/ers_00000000000000000000000000', 'There is no receipt here'],
])('the gateway’s page %s is open to everyone, on every screen', async (name, path, heading) => {
  const page = await opened();
  await page.goto(`${inject('system').run.gateway?.url}${path}`);
  await page.getByRole('heading', { level: 1, name: heading }).waitFor();
  await look(page, `gateway-${name}`);
});

const signature = { algorithm: 'Ed25519', keyId: 'k'.repeat(43), value: `${'v'.repeat(85)}A` } as const;
const links = { file: 'receipt.json', keys: '/keys.json' };

test.each([
  ['customer', sampleReceipt()],
  ['person', samplePersonReceipt()],
])('the receipt of a %s is open to everyone, its tables to the keyboard', async (whose, receipt) => {
  const page = await opened();
  await page.setContent(receiptPage({ receipt, signature }, links));
  await look(page, `receipt-${whose}`);
  await page.setViewportSize({ width: 390, height: 900 });
  const table = page.getByRole('region', { name: 'What was done, where' });
  await table.focus();
  await page.keyboard.press('ArrowRight');
  await expect.poll(() => table.evaluate((element: { scrollLeft: number }) => element.scrollLeft)).toBeGreaterThan(0);
  const outline = 'getComputedStyle(document.activeElement).outlineStyle';
  expect(await page.evaluate(outline)).toBe('solid');
});

test('the simulator is open to everyone with all that it shows', async () => {
  const { simulator, client, app, call, workspace, install, stop } = await setStage({ limits: 'wide' });
  onTestFinished(stop);
  app.answer = (_request, response) => void response.end();
  const page = await opened();
  await page.goto(simulator.url);
  await look(page, 'simulator-front');
  await page.goto(`${simulator.url}/client/${workspace.id}`);
  await look(page, 'simulator-without-app');
  await install();
  const amara = workspace.people[1]?.id ?? '';
  await call('chat.postMessage', {
    ...{ channel: amara, text: 'Ready?' },
    blocks: [
      { type: 'header', text: { type: 'plain_text', text: 'Ready?' } },
      { type: 'section', text: { type: 'mrkdwn', text: '*Read* <https://example.com|this>, `code`, <@U1>\n> quoted' } },
      { type: 'context', elements: [{ type: 'mrkdwn', text: 'Two minutes' }] },
      { type: 'divider' },
      ...startMessage,
    ],
  });
  await client.setCondition({ kind: 'slow', method: '*', milliseconds: 1 });
  await page.goto(`${simulator.url}/client/${workspace.id}/${amara}?tab=messages`);
  await page.getByRole('button', { name: 'Start' }).click();
  await look(page, 'simulator-messages');
  await page.getByRole('button', { name: 'Conditions' }).click();
  await page.getByTestId('delivery').first().waitFor();
  await look(page, 'simulator-conditions');
});
