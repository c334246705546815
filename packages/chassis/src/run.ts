import { Failure } from '@crescendo/contracts';
import type { Logger } from 'pino';
import { movedClock, systemClock } from './clock.ts';
import type { Service } from './service.ts';
import { baseSettings, readSettings } from './settings.ts';
import { type RunningService, startService } from './start.ts';
import { createLog } from './telemetry/log.ts';

const STOP_MS = 8_000;

/**
 * Called by a service's `main.ts`: runs the service until SIGTERM or SIGINT (or, with EXIT_WITH_STDIN, until standard
 * input closes), then stops it in order. Exits with 0 after a stop, 1 when the service cannot continue, and 2 with a
 * sentence when settings are wrong (its own, read by `build`, or the chassis').
 */
export async function runService(build: () => Service | Promise<Service>): Promise<void> {
  let log: Logger | undefined;
  const die = (error: unknown) => {
    if (error instanceof Failure && !log) {
      process.stderr.write(`${error.message}\n`);
      process.exit(2);
    }
    (log ?? createLog('unknown', 'fatal')).fatal({ err: error }, 'the service cannot go on');
    process.exit(1);
  };
  process.on('uncaughtException', die);
  process.on('unhandledRejection', die);
  try {
    const settings = readSettings(baseSettings);
    const service = await build();
    log = createLog(service.name, settings.LOG_LEVEL);
    let running: RunningService | undefined;
    let stopped = false;
    const stop = () => {
      if (stopped) return;
      stopped = true;
      const stopMs = settings.DRAIN_SECONDS * 1_000 + STOP_MS;
      setTimeout(() => die(new Error('stop took too long')), stopMs).unref();
      // Before it has started there is nothing to stop.
      (running?.stop() ?? Promise.resolve()).then(() => process.exit(0), die);
    };
    process.on('SIGTERM', stop);
    process.on('SIGINT', stop);
    if (settings.EXIT_WITH_STDIN === '1') process.stdin.resume().on('close', stop).on('end', stop);
    const clock = settings.CLOCK_FILE === undefined ? systemClock : movedClock(settings.CLOCK_FILE);
    running = await startService(service, settings, die, clock);
  } catch (error) {
    die(error);
  }
}
