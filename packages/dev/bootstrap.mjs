#!/usr/bin/env node
/**
 * `npm start`, `npm test` and the other scripts run this first, on any Node >= 20 and without dependencies. It fetches
 * pnpm and a Node that runs TypeScript into `.tools/`, installs packages when they have changed, and then runs the
 * command with these.
 */
import { commands, help } from './bootstrap/commands.mjs';
import { installPackages } from './bootstrap/install.mjs';
import { checkMachine } from './bootstrap/preflight.mjs';
import { run } from './bootstrap/run.mjs';
import { fetchNode, fetchPnpm } from './bootstrap/tools.mjs';

const [name = 'start', ...args] = process.argv.slice(2);
const command = commands[name];
const wantsHelp = !command?.ownHelp && [name, ...args].some((arg) => arg === '--help' || arg === '-h');

if (wantsHelp || !command) {
  (command || wantsHelp ? process.stdout : process.stderr).write(help(name));
  process.exit(wantsHelp ? 0 : 2);
}

try {
  if (command.engines) checkMachine();
  const [node, pnpm] = await Promise.all([fetchNode(), fetchPnpm()]);
  await installPackages({ node, pnpm });
  process.exitCode = await run({ command: [...command.argv, ...args], bins: [node, pnpm] });
} catch (error) {
  process.stderr.write(`\n${error.message}\n`);
  process.exitCode = 1;
}
