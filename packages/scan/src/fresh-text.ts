import { randomBytes } from 'node:crypto';

/** A text that nothing else has: 20 hexadecimal digits. */
export const freshText = (): string => randomBytes(10).toString('hex');
