export { range } from '../conformance/numbers.ts';
export { testBus } from './test-bus.ts';
