import type { EffectType, Tx } from '@crescendo/chassis';
import { plain } from '@crescendo/contracts';
import { z } from 'zod';

const args = z.object({
  /** When the token was lost, if it was: in milliseconds since the epoch. */
  at: plain(z.int().nonnegative()),
});

/** Asks Slack whether the app is still in a workspace; `effects/check-installation.ts` does it. */
export const installationCheck: EffectType<z.output<typeof args>> = { name: 'check-installation', args };

/** Has it asked, as a part of this unit of work; however many want to know meanwhile, it is asked once. */
export const askForCheck = (tx: Pick<Tx, 'perform' | 'tenant'>, at: Date): void =>
  tx.perform(installationCheck, { at: at.getTime() }, { key: `installation:${tx.tenant}`, coalesce: true });
