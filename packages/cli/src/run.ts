import { parseArgs } from 'node:util';
import { openApi } from './api.ts';
import { type Command, text, type Values } from './command.ts';
import { commands } from './commands/all.ts';
import { type Found, findCommand } from './find-command.ts';
import { findSystem } from './find-system.ts';
import { helpFor, helpForAll, helpForGroup, noSuchCommand } from './help.ts';
import { Refused, type Surroundings, UsageError } from './surroundings.ts';

const everywhere = {
  url: { type: 'string' },
  key: { type: 'string' },
  as: { type: 'string' },
  json: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const;

const NOT_UNDERSTOOD = 2;

/** Runs a command line; resolves to its exit code. */
export async function run(argv: readonly string[], surroundings: Surroundings): Promise<number> {
  const { out, err } = surroundings;
  const asksFirst = argv[0] === 'help';
  const found = findCommand(commands, asksFirst ? argv.slice(1) : argv);
  const rest = 'rest' in found ? found.rest : argv;
  const wantsHelp = asksFirst || rest[0] === 'help' || rest.some((each) => each === '--help' || each === '-h');
  if (found.kind === 'unknown') {
    err(noSuchCommand(found));
    return NOT_UNDERSTOOD;
  }
  if (found.kind === 'nothing' && argv[0] !== undefined && !wantsHelp) {
    err(`There is no option \`${argv[0]}\` before a command. crescendo --help lists the commands.\n`);
    return NOT_UNDERSTOOD;
  }
  if (found.kind !== 'command' || wantsHelp) {
    (wantsHelp ? out : err)(helpOf(found));
    return wantsHelp ? 0 : NOT_UNDERSTOOD;
  }
  try {
    return await obey(found.command, found.rest, surroundings);
  } catch (error) {
    if (error instanceof UsageError) {
      err(`${error.message}\n\n${found.command.usage}\n`);
      return NOT_UNDERSTOOD;
    }
    if (!(error instanceof Refused)) throw error;
    err(`${error.message}\n`);
    return 1;
  }
}

function helpOf(found: Exclude<Found, { kind: 'unknown' }>): string {
  if (found.kind === 'command') return helpFor(found.command);
  return found.kind === 'group' ? helpForGroup(commands, found.group) : helpForAll(commands);
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
    const surplus = positionals[command.takes ?? 0];
    if (surplus !== undefined) throw new UsageError(`\`${surplus}\` is one word too many.`);
    return { values: values as Values, positionals }; // no option is a list
  } catch (error) {
    if (error instanceof UsageError) throw error;
    throw new UsageError(optionProblem(error));
  }
}

/** What is wrong with an option, in a sentence: the message of Node's parser gives advice that does not fit here. */
function optionProblem(error: unknown): string {
  const { code, message } = error as { code?: string; message: string };
  const [, option = 'an option'] = /'(-[^' ]*)/.exec(message) ?? [];
  if (code === 'ERR_PARSE_ARGS_UNKNOWN_OPTION') return `There is no option \`${option}\` here.`;
  if (code === 'ERR_PARSE_ARGS_INVALID_OPTION_VALUE')
    return /argument missing|ambiguous/.test(message)
      ? `\`${option}\` needs a value.`
      : `\`${option}\` takes no value.`;
  return message;
}
