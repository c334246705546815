export { type HeldClock, heldClock } from './held-clock.ts';
export { patientStore } from './patient-store.ts';
export { refusing } from './refusing.ts';
export { eachRowOf, runOf } from './run-of.ts';
export { serviceTokens } from './service-tokens.ts';
export { sharedSignatures } from './signatures.ts';
export { type Delivery, type Performed, type Published, testService } from './test-service.ts';
