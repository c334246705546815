export { type HeldClock, heldClock } from './held-clock.ts';
export { type Delivery, type Performed, type Published, testService } from './test-service.ts';
