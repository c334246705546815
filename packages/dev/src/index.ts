export { ensureChromium } from './chromium.ts';
export { stopSignal } from './stop-signal.ts';
export { describeRun } from './system/describe-run.ts';
export { type System, type SystemOptions, startSystem } from './system/system.ts';
