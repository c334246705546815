import { services } from '@crescendo/contracts';
import { hostsOf } from '@crescendo/engines';
import { type PeopleToTry, peopleToTry } from './demo/people-to-try.ts';
import { ask } from './system/health.ts';
import type { System } from './system/system.ts';

export type Screen = {
  /** Prints a line about the progress. */
  say(line: string): void;
  /** Prints why it could not continue. */
  fail(error: unknown): void;
  /** Prints what runs, and what to try with it. */
  showSystem(system: System): Promise<void>;
};

/** The output of `npm start`. */
export function openScreen(write = (text: string) => void process.stdout.write(text)): Screen {
  const startedAt = Date.now();
  return {
    say: (line) => write(`${((Date.now() - startedAt) / 1000).toFixed(1).padStart(6)} s  ${line}\n`),
    fail: (error) => write(`\n${error instanceof Error ? error.message : String(error)}\n\n`),
    async showSystem(system) {
      const rows = await rowsOf(system);
      const width = (column: 0 | 1) => Math.max(...rows.map((row) => row[column].length));
      const [first, second] = [width(0), width(1)];
      const table = rows.map(([name, url, health]) => `  ${name.padEnd(first)}  ${url.padEnd(second)}  ${health}`);
      // If Slack is down, the text names nobody, and the table says why.
      const people = await peopleToTry(system.slack.url).catch((): PeopleToTry => ({}));
      write(`\n${table.join('\n')}\n\n${whatToTry(system, people)}\n`);
    },
  };
}

type Row = readonly [name: string, url: string, health: string];

async function rowsOf(system: System): Promise<Row[]> {
  const health = async (url: string) => ((await ask(url)).healthy ? 'ready' : 'not ready');
  const each = services.map(async (name): Promise<Row> => {
    const { url } = system.services[name];
    return [name, url, await health(`${url}/readyz`)];
  });
  return [
    ['service', 'URL', 'health'],
    ...(await Promise.all(each)),
    ['Slack (simulated)', system.slack.url, await health(`${system.slack.url}/livez`)],
    ['Kafka', system.kafka.brokers, 'ready'],
    ['database', hostsOf(system.mongodb.adminUri), 'ready'],
    ...(system.tracesUrl ? [['traces', system.tracesUrl, 'comes up beside'] as const] : []),
  ];
}

function whatToTry(system: System, { fresh, learning }: PeopleToTry): string {
  const people = [
    `Be an employee:     open ${system.slack.url} in a browser, choose a person, and press Start in the app's Home.`,
    ...(fresh ? [`  ${fresh.name} has not started yet: ${fresh.url}`] : []),
    ...(learning ? [`  ${learning.name} has had ${learning.lessons} different lessons: ${learning.url}`] : []),
    ...(fresh || learning ? [] : ['  The app is in no workspace yet: add it to one first.']),
  ];
  return `Try this:
  ${people.join('\n  ')}
  Watch a service:    tail -f ${system.logDir}/gateway.log
  Be an operator:     npm run crescendo -- status, or: dead list (--help tells more)
  Stop all of it:     Ctrl-C. Forget its data: npm run reset.
`;
}
