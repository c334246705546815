import { parseArgs } from 'node:util';
import { openApi } from './api.ts';
import { type Command, text, type Values } from './command.ts';
import { commands } from './commands/all.ts';
import { findSystem } from './find-system.ts';
import { helpFor, helpForAll } from './help.ts';
import { Refused, type Surroundings, UsageError } from './surroundings.ts';

const everywhere = {
  url: { type: 'string' },
  key: { type: 'string' },
  as: { type: 'string' },
  json: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const;

/** Runs a command line; resolves to its exit code. */
export async function run(argv: readonly string[], surroundings: Surroundings): Promise<number> {
  const { out, err } = surroundings;
  const command = commands.find(({ name }) => name.split(' ').every((word, at) => argv[at] === word));
  const wantsHelp = argv.some((each) => each === '--help' || each === '-h' || each === 'help');
  if (wantsHelp || !command) {
    (wantsHelp ? out : err)(command ? helpFor(command) : helpForAll(commands));
    return wantsHelp ? 0 : 2;
  }
  try {
    return await obey(command, argv.slice(command.name.split(' ').length), surroundings);
  } catch (error) {
    if (error instanceof UsageError) {
      err(`${error.message}\n\n${command.usage}\n`);
      return 2;
    }
    if (!(error instanceof Refused)) throw error;
    err(`${error.message}\n`);
    return 1;
  }
}

async function obey(command: Command, argv: readonly string[], surroundings: Surroundings): Promise<number> {
  const { values, positionals } = understood(command, argv);
  const { url, key, as, json } = values;
  const { out } = surroundings;
  return await command.run({
    positionals,
    values,
    surroundings,
    api: () => openApi(findSystem(surroundings, { url: text(url), key: text(key), as: text(as) })),
    output: {
      say: (line) => json || out(line),
      json: (answer) => json && out(`${JSON.stringify(answer, null, 2)}\n`),
    },
  });
}

function understood(command: Command, argv: readonly string[]): { values: Values; positionals: string[] } {
  try {
    const options = { ...everywhere, ...command.options };
    const { values, positionals } = parseArgs({ args: [...argv], options, allowPositionals: true, strict: true });
    return { values: values as Values, positionals }; // no option is given more than once as a list
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}
