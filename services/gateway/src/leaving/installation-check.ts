import type { EffectType, Tx } from '@crescendo/chassis';
import { z } from 'zod';

const args = z.object({});

/** Asks Slack whether the app is still in a workspace; `effects/check-installation.ts` does it. */
export const installationCheck: EffectType<z.output<typeof args>> = { name: 'check-installation', args };

/** Has it asked, as a part of this unit of work; however many want to know meanwhile, it is asked once. */
export const askForCheck = (tx: Pick<Tx, 'perform' | 'tenant'>): void =>
  tx.perform(installationCheck, {}, { key: `installation:${tx.tenant}`, coalesce: true });
