import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { catalogue } from '../setup/learner.ts';
import { slackClient } from '../setup/workspace.ts';
import { look, openBrowser, openPage } from './eyes.ts';

const people = [
  { realName: 'Amara Okafor', kind: 'owner', title: 'Managing director' },
  { realName: 'Robin Vega', title: 'Accountant', timeZone: 'Europe/Madrid' },
  { realName: 'Ines Duarte', title: 'Designer', timeZone: 'Europe/Lisbon' },
] as const;

let browser: Browser;
beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(() => browser.close());

const button = (place: Page | Locator, name: string | RegExp) => place.getByRole('button', { name });

test('a person lets the app in, starts, learns, asks why, answers, says what they think, goes on and stops', async () => {
  const slack = slackClient();
  const { id: team } = await slack.createWorkspace({ name: 'Lindgren Bakery', people: [...people] });
  const { page, complaints } = await openPage(browser);

  await page.goto(inject('system').run.slack?.simulatorUrl ?? '');
  await look(page, '01-workspaces');
  await page.locator(`[data-testid="install"][data-team-id="${team}"]`).click();
  await page.getByRole('heading', { name: 'Crescendo asks to come into Lindgren Bakery' }).waitFor();
  await look(page, '02-authorise');
  await button(page, 'Allow').click();
  await page.getByRole('heading', { name: 'Crescendo is in your workspace' }).waitFor();
  await look(page, '03-installed');

  await page.getByRole('link', { name: 'Open it in Slack' }).click();
  await page.getByPlaceholder('Who do you want to be?').fill('accountant');
  await page.getByRole('link', { name: /Robin Vega/ }).click();
  await page.getByText('You are Robin Vega').waitFor();
  await page.getByRole('tab', { name: 'Home' }).click();
  const home = page.getByTestId('home');
  await home.getByText('It is voluntary.').waitFor();
  await look(page, '04-home-before-start');

  await button(home, 'Agree, and start getting lessons').click();
  await home.getByText('is waiting for you in the Messages tab').waitFor();
  await home.getByText('1 of 28 lessons').waitFor();
  await look(page, '05-home-started');

  await page.getByRole('tab', { name: 'Messages' }).click();
  const messages = page.getByTestId('message');
  await messages.filter({ hasText: 'Nothing is graded' }).waitFor();
  const lesson = messages.filter({ has: page.getByRole('button', { name: 'Why this lesson?' }) }).first();
  const heading = await lesson.getByRole('heading').textContent();
  const known = catalogue.lessons.find(({ title }) => title === heading);
  if (!known) throw new Error(`there is no lesson ${heading}`);
  await look(page, '06-lesson');

  const modal = page.getByRole('dialog');
  await button(lesson, 'Why this lesson?').click();
  await modal.getByText('This is your first lesson, so we begin where everyone begins.').waitFor();
  await look(page, '07-why');
  await modal.getByTestId('modal-close').click();
  await modal.waitFor({ state: 'hidden' });

  await button(lesson, /^Answer A/).click();
  await lesson.getByText(known.question.explanation).waitFor();
  expect(await lesson.textContent()).toContain(known.question.correct === 0 ? "That's right." : 'Not quite.');
  await look(page, '08-answered');

  await button(lesson, 'Helpful').click();
  await lesson.getByText('You said: Helpful. Thank you for telling us.').waitFor();

  await button(lesson, 'Leave a comment').click();
  await modal.getByText('What would you like to say about').waitFor();
  await button(modal, 'Send').click();
  await modal.getByText('Please complete this required field.').waitFor();
  await modal.getByRole('textbox').fill('I tried it in our stand-up, and it worked.');
  await look(page, '09-comment');
  await button(modal, 'Send').click();
  await modal.waitFor({ state: 'hidden' });
  await lesson.getByText('Your comment has arrived.').waitFor();

  await page.getByRole('tab', { name: 'Home' }).click();
  await home.getByText('1 question answered').waitFor();
  await button(home, 'One more now').click();
  await home.getByText('2 of 28 lessons').waitFor();
  await page.getByRole('tab', { name: 'Messages' }).click();
  await expect.poll(() => button(page.locator('#messages'), 'Why this lesson?').count()).toBe(2);
  await look(page, '10-next-lesson');

  await page.getByRole('tab', { name: 'Home' }).click();
  await look(page, '11-home-learning');
  await button(home, 'Stop').click();
  await home.getByText('We send you nothing more.').waitFor();
  await look(page, '12-home-stopped');

  expect(complaints).toEqual([]);
});
