import { movedClock } from './clock.ts';
import { seedDemoWorkspaces } from './seed/demo-workspaces.ts';
import { startSlackSimulator } from './server.ts';
import { readSettings } from './settings.ts';

const settings = readSettings(process.env);
const simulator = await startSlackSimulator({
  port: settings.PORT,
  host: settings.HOST,
  appUrl: settings.APP_URL,
  signingSecret: settings.SLACK_SIGNING_SECRET,
  clientId: settings.SLACK_CLIENT_ID,
  clientSecret: settings.SLACK_CLIENT_SECRET,
  limits: settings.SLACK_LIMITS,
  stateFile: settings.STATE_FILE,
  ...(settings.CLOCK_FILE ? { clock: movedClock(settings.CLOCK_FILE) } : {}),
  ...(settings.TRACES_URL ? { tracesUrl: settings.TRACES_URL } : {}),
});
if (settings.SEED === 'demo' && simulator.slack.state.workspaces.length === 0) seedDemoWorkspaces(simulator.slack);
process.stdout.write(`Slack simulator at ${simulator.url}\n`);

let stopping = false;
function stop(): void {
  if (stopping) return;
  stopping = true;
  simulator.stop().then(
    () => process.exit(0),
    () => process.exit(1),
  );
}

process.once('SIGTERM', stop);
process.once('SIGINT', stop);
if (settings.EXIT_WITH_STDIN === '1') process.stdin.once('end', stop).once('close', stop).resume();
