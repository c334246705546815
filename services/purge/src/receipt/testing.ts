import { newId, type ServiceName, services } from '@crescendo/contracts';
import type { Finished } from '../erasures/advance-erasure.ts';
import type { Erasure, ErasureAnswer } from '../erasures/erasures.ts';
import type { ReceiptPolicy } from './policy.ts';

export const policy: ReceiptPolicy = {
  ...{ issuer: 'Crescendo', leaseMs: 300_000, edgeLeaseMs: 14_400_000 },
  ...{ epochHours: 12, backupHours: 24, telemetryDays: 30 },
};

const START = Date.parse('2026-11-24T09:00:00.000Z');
/** Minutes after the relationship ended. */
export const minute = (minutes: number) => new Date(START + minutes * 60_000);

function answersOf(erasure: string, service: ServiceName): ErasureAnswer[] {
  const said = (step: ErasureAnswer['step'], at: number, more: Partial<ErasureAnswer>): ErasureAnswer => ({
    ...{ _id: `${erasure}/${step}/${service}`, erasure, step, service, at: minute(at) },
    ...more,
  });
  const rows = { collection: 'rows', before: 10, erased: 9, after: 0 };
  const again = { collection: 'rows', before: 1, erased: 1, after: 0 };
  const effects = service === 'gateway' ? [{ effect: 'uninstall-app', outcome: 'done' }] : [];
  return [
    said('fence', 1, {}),
    said('close', 2, { effects }),
    said('erase', 10, { counts: [rows], evidence: 'a'.repeat(64), archived: service === 'analytics' ? 7 : 0 }),
    said('verify', 20, { counts: [again], evidence: 'b'.repeat(64) }),
  ];
}

/** A customer who was erased within 20 minutes, with these changes. */
export function finishedErasure(changes: Partial<Erasure> = {}): Finished {
  const erasure: Erasure = {
    ...{ _id: newId('erasure'), tenant: newId('tenant'), scope: 'tenant', why: 'uninstalled', state: 'verifying' },
    ...{ requestedAt: minute(0), graceUntil: minute(0), deadline: minute(48 * 60), held: false },
    ...{ participants: [...services], since: minute(15) },
    times: { requested: minute(0), fenced: minute(0), closing: minute(1), settling: minute(10), verifying: minute(15) },
    shredded: { keys: 42, entry: 3, at: minute(2), hash: 'c'.repeat(64) },
    ...changes,
  };
  return { erasure, answers: services.flatMap((name) => answersOf(erasure._id, name)), doneAt: minute(20) };
}
