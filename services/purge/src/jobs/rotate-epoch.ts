import { job } from '@crescendo/chassis';
import type { EpochKeys } from '../keys/epochs.ts';
import { rotate } from '../keys/rotation.ts';
import type { TenantKeyring } from '../keys/tenant-keys.ts';

const MINUTE_MS = 60 * 1000;

/** Ends epochs on time, and continues one whose end was interrupted. */
export const rotateEpoch = (parts: {
  epochs: EpochKeys;
  tenants: TenantKeyring;
  hours: number;
  begun: () => boolean;
}) =>
  job({
    name: 'rotate-epoch',
    every: MINUTE_MS,
    async run({ now, service, signal, eachRow }) {
      if (!parts.begun()) return;
      let steps = 0;
      while (!signal.aborted && (await rotate(service, { ...parts, now, eachRow }))) steps++;
      if (steps > 0 && !signal.aborted)
        service.log.info('an epoch of keys has ended: older backups can no longer be opened');
    },
  });
