import type { Command } from './command.ts';
import { commandsOf, type Found } from './find-command.ts';

const place = `  --url URL   the gateway. Default: CRESCENDO_URL, or the system that npm start runs
`;
const operator = `  --key FILE  your private key, a JWK (Ed25519) whose kid is your name. Default: CRESCENDO_OPERATOR_KEY
  --as NAME   as one of the operators of the system that npm start runs. Default: the first
`;
const form = `  --json      the answer as JSON
`;
const everywhere = `${place}${operator}${form}`;

export function helpFor({ usage, about, help, forAnyone, exits }: Command): string {
  const own = help.map((line) => `  ${line}\n`).join('');
  return `${usage}\n\n${about}.\n\n${own}${forAnyone ? `${place}${form}` : everywhere}${exits ? `\nExit codes: ${exits}.\n` : ''}`;
}

function lines(commands: readonly Command[]): string {
  const width = Math.max(...commands.map(({ name }) => name.length));
  return commands.map(({ name, about }) => `  ${name.padEnd(width)}  ${about}\n`).join('');
}

export const helpForGroup = (commands: readonly Command[], group: string): string =>
  `crescendo ${group} COMMAND [OPTIONS]

${lines(commandsOf(commands, group))}
crescendo ${group} COMMAND --help tells more.
`;

export const helpForAll = (commands: readonly Command[]): string =>
  `crescendo COMMAND [OPTIONS]

${lines(commands)}
Everywhere:
${everywhere}
crescendo COMMAND --help tells more. Exit codes: 0 done, 1 refused or failed, 2 not understood.
`;

/** The answer to unknown words: a line or two, never the whole help. */
export function noSuchCommand({ typed, meant, group }: Extract<Found, { kind: 'unknown' }>): string {
  const more = `${group ? `crescendo ${group}` : 'crescendo'} --help lists what there is.`;
  return `There is no command \`${typed}\`. ${meant ? `Did you mean \`${meant}\`?` : more}\n`;
}
