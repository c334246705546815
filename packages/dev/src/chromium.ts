import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fetchWith, ROOT } from '@crescendo/engines';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
const MAC = '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome';

/**
 * The browser for tests: CHROMIUM_PATH, else the machine's own, else Debian's, which it installs if we are root. Throws
 * with advice if there is none.
 */
export async function ensureChromium(say: (line: string) => void): Promise<string> {
  const found = findChromium();
  if (found) return found;
  if (process.getuid?.() === 0 && existsSync('/etc/debian_version')) {
    say('Installing chromium from Debian, for the browser tests (once)');
    await fetchWith('apt-get', ['update', '-qq'], { cwd: ROOT });
    await fetchWith('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'chromium', 'fonts-liberation'], {
      cwd: ROOT,
    });
    const installed = findChromium();
    if (installed) return installed;
  }
  throw new Error(`The browser tests need Chromium or Chrome:
  Debian:  sudo apt-get install chromium
  macOS:   brew install --cask google-chrome
Or say where one is: CHROMIUM_PATH=/path/to/chrome`);
}

function findChromium(): string | undefined {
  const onPath = (process.env.PATH ?? '').split(delimiter).flatMap((dir) => NAMES.map((name) => join(dir, name)));
  return process.env.CHROMIUM_PATH || [...onPath, MAC].find((path) => existsSync(path));
}
