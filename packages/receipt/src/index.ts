export { FORMAT, type Receipt, STATEMENT } from './body.ts';
export { keyIdOf, publicJwkOf, type ReceiptKeys, readKeys } from './keys.ts';
export { page } from './page.ts';
export type { SignedReceipt } from './receipt.ts';
export { sign } from './sign.ts';
export { plainText } from './text.ts';
export { type Reason, readReceipt, type Verdict, verify } from './verify.ts';
