import { randomBytes } from 'node:crypto';
import { link, mkdir, open, readdir, readFile, rm, unlink } from 'node:fs/promises';
import { join } from 'node:path';

const hasCode = (error: unknown, code: string): boolean =>
  error instanceof Error && 'code' in error && error.code === code;

/** Makes changes to a directory's names survive a power loss. */
async function syncDirectory(dir: string): Promise<void> {
  const handle = await open(dir);
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Writes a file atomically: it gets its name only when its bytes are on the disk. False when the name is taken. */
export async function writeNew(file: { dir: string; name: string; text: string; mode: number }): Promise<boolean> {
  const { dir, name, text, mode } = file;
  await mkdir(dir, { recursive: true, mode: 0o700 });
  const unnamed = join(dir, `.${randomBytes(8).toString('hex')}`);
  const handle = await open(unnamed, 'wx', mode);
  try {
    await handle.writeFile(text);
    await handle.sync();
    await link(unnamed, join(dir, name));
  } catch (error) {
    if (hasCode(error, 'EEXIST')) return false;
    throw error;
  } finally {
    await handle.close();
    await rm(unnamed, { force: true });
  }
  await syncDirectory(dir);
  return true;
}

/** The text of a file, undefined when there is none. */
export async function readIfThere(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return undefined;
    throw error;
  }
}

/** The names in a directory; none when it is not there. */
export async function namesIn(dir: string): Promise<string[]> {
  try {
    return await readdir(dir);
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return [];
    throw error;
  }
}

/** Overwrites and removes a file, durably once this resolves. A missing file is no error. */
export async function overwriteAndRemove(dir: string, name: string): Promise<void> {
  const path = join(dir, name);
  try {
    const handle = await open(path, 'r+');
    try {
      const { size } = await handle.stat();
      await handle.write(randomBytes(size), 0, size, 0);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await unlink(path);
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return;
    throw error;
  }
  await syncDirectory(dir);
}
