export type { KeyTransport } from './key-service.ts';
export { createKeyring, type Keyring, type KeyScope, type OpenRequest, type SealRequest } from './keyring.ts';
export { type KeyOwner, keyId } from './owner.ts';
