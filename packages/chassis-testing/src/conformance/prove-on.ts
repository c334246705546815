import { type BusOptions, testBus } from '../bus/test-bus.ts';
import type { Guarantee } from './guarantee.ts';

/** Proves a guarantee on its own bus. Throws what the proof throws. */
export async function proveOn({ own, prove }: Guarantee, options: Omit<BusOptions, 'own'> = {}): Promise<void> {
  const bus = await testBus({ ...options, own });
  try {
    await prove(bus);
  } finally {
    await bus.close();
  }
}
