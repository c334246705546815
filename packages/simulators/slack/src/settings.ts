import { z } from 'zod';

const settings = z.object({
  PORT: z.coerce.number().int().default(0),
  HOST: z.string().default('127.0.0.1'),
  SLACK_SIGNING_SECRET: z.string().min(1),
  SLACK_CLIENT_ID: z.string().min(1),
  SLACK_CLIENT_SECRET: z.string().min(1),
  /** The app's public address; Slack calls it below `/slack/`. */
  APP_URL: z.url(),
  /** The file that keeps the state over restarts. */
  STATE_FILE: z.string().optional(),
  /** `wide` is a hundred times Slack's limits. */
  SLACK_LIMITS: z.enum(['real', 'wide']).default('real'),
  /** `demo` creates the demo's two workspaces if there is none yet. */
  SEED: z.enum(['demo']).optional(),
  /** The file that says how far this world is ahead of the real time; the simulator can change it. */
  CLOCK_FILE: z.string().min(1).optional(),
  /** The address of a Zipkin that shows the app's traces: with it, each delivery starts a trace and links to it. */
  TRACES_URL: z.url().optional(),
  /** Stops the simulator when standard input closes, so that it doesn't outlive the process that started it. */
  EXIT_WITH_STDIN: z.enum(['0', '1']).default('0'),
});

export type Settings = z.infer<typeof settings>;

/** Reads the environment; throws with the names of missing or wrong variables, never with a value. */
export function readSettings(environment: NodeJS.ProcessEnv): Settings {
  const read = settings.safeParse(environment);
  if (read.success) return read.data;
  const names = [...new Set(read.error.issues.map((issue) => issue.path.join('.')))];
  throw new Error(`These settings are missing or wrong: ${names.join(', ')}.`);
}
