/** The mechanisms that keep erased data gone. A test can remove each, to show what it is for. */
export const mechanisms = {
  fence: 'units of work are about whomever they like, whoever was fenced',
  barrier: 'what began before the fence goes on to its end, and nothing is deleted and counted once more',
  tombstone: 'of keys that were destroyed it is not remembered that there shall be none',
} as const;
export type Mechanism = keyof typeof mechanisms;
