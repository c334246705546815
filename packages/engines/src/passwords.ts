import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { newPassword } from './mongodb-users.ts';

export type Passwords = { of(user: string): string };

/** Random passwords by user, created on first use and kept in a file that only its owner can read. */
export function openPasswords(file: string): Passwords {
  const known = read(file);
  return {
    of(user) {
      const existing = known.get(user);
      if (existing) return existing;
      const password = newPassword();
      known.set(user, password);
      mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
      writeFileSync(file, JSON.stringify(Object.fromEntries(known), null, 2), { mode: 0o600 });
      return password;
    },
  };
}

function read(file: string): Map<string, string> {
  try {
    const passwords: Record<string, string> = JSON.parse(readFileSync(file, 'utf8'));
    return new Map(Object.entries(passwords));
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return new Map();
    throw error;
  }
}
