import { mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureChromium } from '@crescendo/dev';
import { type Browser, chromium, type Page } from 'playwright-core';
import { expect } from 'vitest';

const WIDTHS = [1280, 390];
const HEIGHT = 900;
const SEEN_WITHIN_MS = 120_000;
/** Pictures of what the tests saw, to be looked at by people. */
const PICTURES = process.env.SCREENSHOTS_DIR ?? join(tmpdir(), 'crescendo-screenshots');

/** A browser that asks nothing of the network but the pages themselves. */
export async function openBrowser(): Promise<Browser> {
  mkdirSync(PICTURES, { recursive: true });
  return chromium.launch({
    executablePath: await ensureChromium(() => {}),
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--lang=en-GB'],
  });
}

/** A page as one person has it. What goes wrong in it fails the test at `complaints`. */
export async function openPage(browser: Browser): Promise<{ page: Page; complaints: string[] }> {
  const page = await browser.newPage({ viewport: { width: 1280, height: HEIGHT }, reducedMotion: 'reduce' });
  page.setDefaultTimeout(SEEN_WITHIN_MS);
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
  return { page, complaints };
}

/** Takes a picture on a desk and on a phone; on neither may anything be wider than the screen. */
export async function look(page: Page, name: string): Promise<void> {
  for (const width of WIDTHS) {
    await page.setViewportSize({ width, height: HEIGHT });
    await page.screenshot({ path: join(PICTURES, `${name}-${width}.png`) });
    expect(await page.evaluate('document.documentElement.scrollWidth'), `${name} at ${width}`).toBeLessThanOrEqual(
      width,
    );
  }
  await page.setViewportSize({ width: 1280, height: HEIGHT });
}
