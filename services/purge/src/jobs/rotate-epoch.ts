import { job } from '@crescendo/chassis';
import type { EpochKeys } from '../epochs.ts';
import { rotate } from '../rotation.ts';
import type { TenantKeyring } from '../tenant-keys.ts';

const MINUTE_MS = 60 * 1000;

/** Ends epochs in time, and goes on with one whose end was cut off. */
export const rotateEpoch = (parts: {
  epochs: EpochKeys;
  tenants: TenantKeyring;
  hours: number;
  begun: () => boolean;
}) =>
  job({
    name: 'rotate-epoch',
    every: MINUTE_MS,
    async run({ now, service, signal }) {
      if (!parts.begun()) return;
      while (!signal.aborted && (await rotate(service, { ...parts, now })));
    },
  });
