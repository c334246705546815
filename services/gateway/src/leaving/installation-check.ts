import type { EffectRef, Tx } from '@crescendo/chassis';
import { z } from 'zod';

const args = z.object({});

/** The effect that asks Slack whether the app is still in a workspace; `effects/check-installation.ts` performs it. */
export const installationCheck: EffectRef<z.output<typeof args>> = { name: 'check-installation', args };

/** Requests the check, as part of this unit of work; several requests lead to one check. */
export const askForCheck = (tx: Pick<Tx, 'perform' | 'tenant'>): void =>
  tx.perform(installationCheck, {}, { key: `installation:${tx.tenant}`, coalesce: true });
