import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { emptyState, type SimulatorState } from './state.ts';

const WRITE_DELAY_MS = 200;

/**
 * Keeps the state in one JSON file. It collects changes for 200 ms, then writes them together and replaces the file by
 * rename, so a crash leaves the old or the new state, never half of one.
 */
export class StateFile {
  private readonly path: string;
  private timer: NodeJS.Timeout | undefined;
  private latest: SimulatorState | undefined;

  constructor(path: string) {
    this.path = path;
  }

  /**
   * The saved state, or an empty one if there is no file. Throws when the file is not JSON, so as not to overwrite it.
   */
  read(): SimulatorState {
    if (!existsSync(this.path)) return emptyState();
    return { ...emptyState(), ...(JSON.parse(readFileSync(this.path, 'utf8')) as SimulatorState) };
  }

  save(state: SimulatorState): void {
    this.latest = state;
    this.timer ??= setTimeout(() => this.flush(), WRITE_DELAY_MS);
  }

  flush(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    if (!this.latest) return;
    mkdirSync(dirname(this.path), { recursive: true });
    const draft = `${this.path}.writing`;
    writeFileSync(draft, JSON.stringify(this.latest), { mode: 0o600 });
    renameSync(draft, this.path);
    this.latest = undefined;
  }
}
