import { mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureChromium } from '@crescendo/dev';
import axe, { type AxeResults } from 'axe-core';
import { type Browser, chromium, type Page } from 'playwright-core';
import { expect } from 'vitest';

const WIDTHS = [1280, 390];
const SCHEMES = ['light', 'dark'] as const;
const HEIGHT = 900;
const SEEN_WITHIN_MS = 120_000;
/** Where the tests put screenshots, for people to look at. */
const PICTURES = process.env.SCREENSHOTS_DIR ?? join(tmpdir(), 'crescendo-screenshots');

/** A browser that requests nothing but the pages themselves. */
export async function openBrowser(): Promise<Browser> {
  mkdirSync(PICTURES, { recursive: true });
  return chromium.launch({
    executablePath: await ensureChromium(() => {}),
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--lang=en-GB'],
  });
}

/** One person's page. Its errors go into `complaints`, which the test checks. */
export async function openPage(browser: Browser): Promise<{ page: Page; complaints: string[] }> {
  const page = await browser.newPage({ viewport: { width: 1280, height: HEIGHT }, reducedMotion: 'reduce' });
  page.setDefaultTimeout(SEEN_WITHIN_MS);
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
  return { page, complaints };
}

/**
 * Takes screenshots at the widths of a desktop and a phone, in light and dark mode. In none may the content be wider
 * than the screen, or exclude people who cannot see well or use no mouse.
 */
export async function look(page: Page, name: string): Promise<void> {
  for (const width of WIDTHS) {
    await page.setViewportSize({ width, height: HEIGHT });
    for (const colorScheme of SCHEMES) {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      const at = `${name}-${width}-${colorScheme}`;
      await page.screenshot({ path: join(PICTURES, `${at}.png`) });
      expect(await page.evaluate('document.documentElement.scrollWidth'), at).toBeLessThanOrEqual(width);
      expect(await barriers(page), at).toEqual([]);
    }
  }
  await page.setViewportSize({ width: 1280, height: HEIGHT });
  await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' });
}

/** A page's barriers, found by axe (dequeuniversity.com/rules/axe): the broken rules and their places. */
async function barriers(page: Page): Promise<string[]> {
  await page.evaluate(axe.source);
  const { violations } = (await page.evaluate('axe.run(document, { resultTypes: ["violations"] })')) as AxeResults;
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(' ')).join(', ')}`);
}
