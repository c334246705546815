import { join } from 'node:path';
import { ROOT } from '../../engines/src/tools/paths.mjs';

const program = (name) => ['node', join(ROOT, 'packages/dev/src', `${name}.ts`)];

const engines = `Kafka and the database are fetched and run here (that takes Java 17, Maven and Python 3.10), unless these say where
they run already:
  KAFKA_BROKERS   host:port[,host:port]
  MONGODB_URI     with the credentials of a user who may make others
Of the database there are two, which do not read each other's data:
  CRESCENDO_DATABASE=small   fetched in seconds; what a fresh machine gets
  CRESCENDO_DATABASE=fast    compiled once, for some minutes, with Rust's cargo; taken by itself as soon as it is there
`;

/**
 * The commands, by their name in package.json. `engines`: the command may start Kafka and the database. `ownHelp`: it
 * answers --help itself.
 */
export const commands = {
  start: {
    argv: program('start'),
    engines: true,
    about: 'Run the whole system on this machine',
    details: `Options (npm start -- --port-base 9000):
  --port-base N   gateway at N, the other services at N+1 to N+6, Slack at N+10, Kafka at N+20, the database at N+21,
                  traces at N+22. Also CRESCENDO_PORT_BASE. Default: 8080-8086, 8090, 9092, 27017, 9411.
  --no-traces     do not run the trace page
  --at 2027-03-28 begin at that moment, and go on from there: a date, or a date and time (2027-03-28T09:00), in UTC;
                  it is kept with the data, and the simulator moves it on
  --no-demo       begin with an empty system: Slack has two workspaces, and the app is in neither

${engines}
Data, logs and secrets are in .crescendo/ (or CRESCENDO_DIR); run.json there tells tools where everything is. Ctrl-C stops all of it.
`,
  },
  test: {
    argv: program('test'),
    engines: true,
    about: 'Run every check and every test',
    details: `Options (npm test -- unit):
  STAGE...        only these of: checks unit int promises browser faults deep

Deep proofs (tests/deep/proofs.ts) run unless they have passed on these very sources: npm run test:deep -- --help.

${engines}`,
  },
  'test:deep': {
    argv: program('test-deep'),
    engines: true,
    about: 'Run the proofs that take minutes, and record what they have proven',
    details: `Options (npm run test:deep -- --only drill):
  --only NAME     only this one; may be given more than once
  --unproven      only those that have not passed on these sources

tests/deep/proofs.ts has each proof with its tests and its inputs: all whose change could break it. A proof that passes
writes the hash of its inputs into tests/deep-proven.json, if everything is committed. npm test runs those whose hash is
another or missing. Let nothing else run beside it.

${engines}`,
  },
  bench: {
    argv: ['node', join(ROOT, 'tests/bench/main.ts')],
    engines: true,
    about: 'Measure how fast it is, against bare references in the same run',
    details: `Options (npm run bench -- gateway --quick):
  NAME...         only these; --list names them all
  --quick         fewer and shorter rounds, to see that it works: docs/performance.md stays as it is

Writes the table of docs/performance.md, and .crescendo/bench.json. Let nothing else run beside it. Kafka and the database
are always its own, the fast one, which is built first if need be (CRESCENDO_DATABASE=small takes the other).
`,
  },
  drill: {
    argv: ['node', join(ROOT, 'tests/faults/drill/main.ts')],
    engines: true,
    about: 'Send events through three services while all that can fail does, and count what came of them',
    details: `Three toy services with three replicas each, on engines and free ports of their own. Replicas, broker and database are
killed, connections cut and stalled, commands made to fail, processes stopped past their session. The last line is the
verdict; ends with 1 unless it passed. With 10,000 events it takes 5 to 10 minutes on two cores, the first time also
those of compiling the fast database.

Options (npm run drill -- --events 2000 --seed 7):
  --events N      how many go through, at least 1000. Default: 10000
  --seed N        the same faults in the same order as another run of that seed, which every run names. Default: a new one
`,
  },
  outage: {
    argv: ['node', join(ROOT, 'tests/faults/outage/main.ts')],
    engines: true,
    about: 'Take the broker, the database and both away while people click, and tell how it went',
    details: `Runs a system of its own on free ports, beside npm start if that runs, and ends with 1 if a promise did not hold.

Options (npm run outage -- --minutes 10 --clicks 200 --events 50):
  --minutes N        how long the broker is away. Default: 10
  --other-minutes N  how long the database is away, and then both. Default: 2
  --clicks N         clicks and commands in each outage. Default: 200
  --events N         events of Slack's in each outage. Default: 50
  --people N         who they are spread over. Default: 40
  --away WHAT        only these of broker,database,both
`,
  },
  scan: {
    argv: ['node', join(ROOT, 'tests/faults/erasure/scan/main.ts')],
    engines: true,
    about: 'Look for marks, or for what is left of a customer, in all that the system keeps',
    details: `Reads the system that runs, or else starts its engines for as long as it reads.

Options (npm run scan -- --marks FILE):
  --marks FILE    values that must not lie in clear anywhere, one a line (# begins a comment): looks in Kafka's records and
                  files, a dump and the files of the database, logs, spans and other files for each as text, Base64,
                  hexadecimal, hash and more; in each of them it plants a mark first and has to find it
  --tenant ID     lists what the database's administrator finds of the customer tnt_... and its people, and why it may stay
  --dir DIR       where the system keeps its data. Default: .crescendo (or CRESCENDO_DIR)

Ends with 0 when nothing was found (but what may stay), 1 when something was, 2 when that could not be told.
`,
  },
  reset: { argv: program('reset'), about: 'Forget all data of npm start', details: '' },
  generate: { argv: program('generate'), about: 'Write the files that are made from others', details: '' },
  'accept-events': {
    argv: ['node', join(ROOT, 'packages/contracts/src/accept-events.ts')],
    about: 'Make the events as they are now what later changes are compared with',
    details: '',
  },
  crescendo: {
    argv: ['node', join(ROOT, 'packages/cli/src/main.ts')],
    ownHelp: true,
    about: 'Ask a running system as its operators do: status, dead letters',
    details: 'npm run crescendo -- --help has its commands.',
  },
  format: {
    argv: ['node', join(ROOT, 'node_modules/@biomejs/biome/bin/biome'), 'check', '--write', ROOT],
    about: 'Format the sources and mend what the linter can mend',
    details: '',
  },
};

/** The text for `--help`, of one command or of all. */
export function help(name) {
  const command = commands[name];
  if (command)
    return `npm ${name === 'start' || name === 'test' ? name : `run ${name}`}: ${command.about}.\n\n${command.details}`;
  const lines = Object.entries(commands).map(([each, { about }]) => `  ${each.padEnd(14)} ${about}`);
  return `npm run COMMAND [-- OPTIONS]\n\n${lines.join('\n')}\n\nnpm run COMMAND -- --help tells more.\n`;
}
