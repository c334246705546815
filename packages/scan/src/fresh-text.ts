import { randomBytes } from 'node:crypto';

/** A unique text of 20 hexadecimal digits. */
export const freshText = (): string => randomBytes(10).toString('hex');
