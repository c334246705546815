import { route } from '@crescendo/chassis';
import { resolveIntakeRequest, resolveIntakeResponse, services, transient } from '@crescendo/contracts';
import { requireGrants } from '../keys/granted-categories.ts';
import { intakeDay } from '../keys/intake-days.ts';
import type { KeyRelease } from '../keys/key-release.ts';
import { intakeLease, type Leases } from '../keys/leases.ts';

/** Keys of the days of unattributed traffic: the last three days, today and tomorrow. Earlier ones are gone. */
export const intakeRoute = (release: KeyRelease, leases: Leases) =>
  route({
    method: 'post',
    path: '/keys/intake',
    from: services,
    body: resolveIntakeRequest,
    response: resolveIntakeResponse,
    async handle({ body, caller, service }) {
      requireGrants(caller.service, ['intake']);
      const now = service.clock.now();
      if (body.days.some((day) => intakeDay(day, now) === 'not-yet'))
        throw transient('intake-day-not-yet', 'Intake keys are made one day ahead, not earlier.');
      const days = body.days.filter((day) => intakeDay(day, now) === 'open');
      const places = days.map((day) => ({ category: 'intake' as const, day }));
      const found = await release.keys({ service, caller, request: 'intake', places });
      const keys = days.flatMap((day, at) => {
        const lent = found[at];
        return lent ? [{ day, key: Buffer.from(lent.key).toString('base64url') }] : [];
      });
      const live = new Set(keys.map(({ day }) => day));
      return { keys, gone: body.days.filter((day) => !live.has(day)), lease: intakeLease(leases, caller) };
    },
  });
