import { randomBytes, randomInt } from 'node:crypto';

/** A source of numbers in [0, 1): random, or the same each time for a seed. */
export type RandomSource = () => number;

const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ';

/** Numbers that are the same for the same seed (mulberry32), so that the demo's workspaces keep their ids. */
export function seededRandom(seed: number): RandomSource {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

export const trueRandom: RandomSource = () => randomInt(2 ** 32) / 2 ** 32;

/** An id like Slack's: a prefix that says what it is, and ten characters, as in `U07QCRPA4XW`. */
export function slackId(prefix: string, random: RandomSource = trueRandom): string {
  let id = `${prefix}0`;
  while (id.length < 11) id += ALPHABET[Math.floor(random() * ALPHABET.length)];
  return id;
}

export function secretHex(bytes: number): string {
  return randomBytes(bytes).toString('hex');
}

/** A bot token like Slack's: `xoxb-<number>-<number>-<24 letters>`. */
export function botToken(): string {
  const digits = () => String(randomInt(10 ** 11, 10 ** 12));
  return `xoxb-${digits()}-${digits()}-${secretHex(12)}`;
}

/** The id that Slack gives a block without one: five characters. */
export function blockId(): string {
  return randomBytes(4).toString('base64').slice(0, 5);
}
