export { type FollowedClock, followClock } from './follow-clock.ts';
export { moveClock, SEEN_WITHIN_MS } from './move-clock.ts';
