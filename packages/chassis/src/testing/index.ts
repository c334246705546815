export { type Delivery, type Performed, type Published, testService } from './test-service.ts';
