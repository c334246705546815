import { existsSync } from 'node:fs';
import { mkdir, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { type Fetching, fetchWith } from './fetch-with.ts';
import { type Leashed, startLeashed } from './leashed.ts';
import { assertFree } from './ports.ts';
import { withLock } from './tools/lock.mjs';
import { TOOLS } from './tools/paths.mjs';

const VERSION = '3.5.1';
/** Its start takes ten seconds of a core, and must not slow down anything else. */
const LOW_PRIORITY = ['nice', '-n', '15'];

export type Zipkin = { readonly url: string; stop(): Promise<void> };

/**
 * Starts the trace page. Returns at once; the page is fetched if needed and starts in the background. Nothing waits for
 * it: if it fails, it says so and the system runs on without it.
 */
export function startZipkin(options: { logDir: string; port: number; say: (line: string) => void }): Zipkin {
  const givenUp = new AbortController();
  const starting = launch({ ...options, onProgress: options.say, signal: givenUp.signal }).catch((error: unknown) => {
    if (!givenUp.signal.aborted) options.say(`The trace page is not there: ${error}`);
    return undefined;
  });
  return {
    url: `http://127.0.0.1:${options.port}`,
    async stop() {
      givenUp.abort();
      await (await starting)?.stop();
    },
  };
}

async function launch(options: Fetching & { logDir: string; port: number }): Promise<Leashed> {
  await assertFree({ 'the trace page': options.port });
  const jar = await zipkinJar(options);
  options.signal?.throwIfAborted();
  const [command, ...niceness] = LOW_PRIORITY;
  const bind = [`ip=127.0.0.1`, `port=${options.port}`, 'protocols[0]=http'].map(
    (each) => `--armeria.ports[0].${each}`,
  );
  return startLeashed({
    command: command ?? 'java',
    args: [...niceness, 'java', '-Xmx256m', '-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1', '-jar', jar, ...bind],
    logFile: join(options.logDir, 'zipkin.log'),
  });
}

async function zipkinJar({ onProgress, signal }: Fetching): Promise<string> {
  const home = join(TOOLS, 'zipkin', VERSION);
  const jar = join(home, 'zipkin.jar');
  if (existsSync(jar)) return jar;
  return withLock(join(TOOLS, 'zipkin.lock'), async () => {
    if (existsSync(jar)) return jar;
    onProgress('Fetching the trace page (Zipkin) from Maven Central in the background (131 MB, once)');
    const artifact = `io.zipkin:zipkin-server:${VERSION}:jar:exec`;
    await mkdir(home, { recursive: true });
    const copy = ['-q', '-B', 'dependency:copy', `-Dartifact=${artifact}`, `-DoutputDirectory=${home}`];
    await fetchWith('mvn', copy, { cwd: home, signal });
    await rename(join(home, `zipkin-server-${VERSION}-exec.jar`), jar);
    return jar;
  });
}
