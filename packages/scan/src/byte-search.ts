const BLOCK = 3;
const TABLE_BITS = 18;

/** Maps upper-case ASCII letters to lower case, and every other byte to itself. */
const folded = Uint8Array.from({ length: 256 }, (_, byte) => (byte >= 65 && byte <= 90 ? byte + 32 : byte));

/**
 * Prepares a case-insensitive search for many patterns at once (Wu and Manber, 1994). The function it returns gives the
 * indexes of the patterns that occur in the bytes. Patterns have at least three bytes.
 */
export function byteSearch(patterns: readonly Uint8Array[]): (bytes: Uint8Array) => Set<number> {
  const needles = patterns.map((pattern) => pattern.map((byte) => folded[byte] ?? byte));
  const shortest = Math.min(...needles.map((needle) => needle.length));
  if (shortest < BLOCK) throw new Error(`a pattern has ${shortest} bytes, ${BLOCK} are the least`);
  const furthest = shortest - BLOCK + 1;
  const shifts = new Uint16Array(1 << TABLE_BITS).fill(furthest);
  const endingIn = new Map<number, number[]>();

  needles.forEach((needle, index) => {
    for (let end = BLOCK; end <= shortest; end += 1) {
      const block = blockBefore(needle, end);
      shifts[block] = Math.min(shifts[block] ?? furthest, shortest - end);
    }
    const last = blockBefore(needle, shortest);
    endingIn.set(last, [...(endingIn.get(last) ?? []), index]);
  });

  return (bytes) => {
    const found = new Set<number>();
    for (let end = shortest; end <= bytes.length; ) {
      const block = blockBefore(bytes, end);
      const shift = shifts[block] ?? furthest;
      if (shift === 0) {
        for (const index of endingIn.get(block) ?? []) {
          const needle = needles[index];
          if (needle && startsAt(bytes, end - shortest, needle)) found.add(index);
        }
      }
      end += shift || 1;
    }
    return found;
  };
}

function blockBefore(bytes: Uint8Array, end: number): number {
  const [a, b, c] = [bytes[end - 3] ?? 0, bytes[end - 2] ?? 0, bytes[end - 1] ?? 0];
  const block = ((folded[a] ?? 0) << 12) ^ ((folded[b] ?? 0) << 6) ^ (folded[c] ?? 0);
  return block & ((1 << TABLE_BITS) - 1);
}

function startsAt(bytes: Uint8Array, start: number, needle: Uint8Array): boolean {
  for (let place = 0; place < needle.length; place += 1) {
    const byte = bytes[start + place];
    if (byte === undefined || folded[byte] !== needle[place]) return false;
  }
  return true;
}
