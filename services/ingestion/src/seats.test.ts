import type { SlackMember } from '@crescendo/contracts';
import { describe, expect, test } from 'vitest';
import { noSeats, seatChange, seatsOf, seatsOfMember } from './seats.ts';

const member: SlackMember = { id: 'U1', deactivated: false, bot: false, guest: false, updated: 1 };
const seat = { billable: 1, guests: 0 };
const guestSeat = { billable: 1, guests: 1 };

describe('what a member takes up by Slack’s flags alone', () => {
  test.each([
    ['a member', {}, seat],
    ['a guest', { guest: true }, guestSeat],
    ['one who never signed in', { invited: true }, noSeats],
    ['a guest who never signed in', { invited: true, guest: true }, noSeats],
    ['one who was deactivated', { deactivated: true }, noSeats],
    ['a bot', { bot: true }, noSeats],
    ['Slackbot', { id: 'USLACKBOT' }, noSeats],
  ])('%s', (_who, flags, seats) => {
    expect(seatsOfMember({ ...member, ...flags })).toEqual(seats);
  });
});

describe('what a person takes up, and by how much that changes', () => {
  const active = { status: 'active', stub: false, flags: { guest: false } } as const;
  const guest = { ...active, flags: { guest: true } };
  const stub = { status: 'active', stub: true } as const;
  const restarted = { ...stub, counted: true } as const;
  const invited = { status: 'invited', stub: false } as const;
  const removed = { status: 'removed', stub: false } as const;

  test.each([
    ['someone active', active, seat],
    ['a guest', guest, guestSeat],
    ['a stub', stub, noSeats],
    ['a stub of someone who was counted before', restarted, seat],
    ['someone invited', invited, noSeats],
    ['someone who left', removed, noSeats],
    ['nobody', undefined, noSeats],
  ])('%s', (_who, person, seats) => {
    expect(seatsOf(person)).toEqual(seats);
  });

  test.each([
    ['someone joins', undefined, active, seat],
    ['a guest joins', undefined, guest, guestSeat],
    ['a stub turns out to be a person', stub, active, seat],
    ['someone invited signs in', invited, active, seat],
    ['a member becomes a guest', active, guest, { billable: 0, guests: 1 }],
    ['a guest leaves', guest, removed, { billable: -1, guests: -1 }],
    ['a stub leaves', stub, removed, noSeats],
    ['an invitation is taken back', invited, removed, noSeats],
    ['someone who starts again is looked up', restarted, active, noSeats],
    ['a guest who starts again is looked up', restarted, guest, noSeats],
    ['someone who starts again has left', restarted, removed, { billable: -1, guests: 0 }],
  ])('%s', (_what, before, after, change) => {
    expect(seatChange(before, after)).toEqual(change);
  });
});
