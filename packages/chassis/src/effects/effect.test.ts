import { plain } from '@crescendo/contracts';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { effect } from './effect.ts';

const rest = { whenUnknown: () => 'give-up' as const, perform: async () => {} };

test('an effect whose arguments are not tagged cannot be declared', () => {
  const declare = () => effect({ name: 'ring', args: z.object({ bell: plain(z.string()), who: z.string() }), ...rest });
  expect(declare).toThrow('effect ring has untagged arguments: who');
});

test('an effect that says nothing more has ten seconds, publishes nothing and settles by itself', async () => {
  const ring = effect({ name: 'ring', args: z.object({}), ...rest });
  expect(ring).toMatchObject({ deadlineMs: 10_000, publishes: [] });
});
