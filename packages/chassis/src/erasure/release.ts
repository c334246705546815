import { deadLetters } from '../bus/dead-letters.ts';
import { redrives } from '../dead-letters/redrives.ts';
import type { Tx } from '../handlers/tx.ts';

/**
 * Lets go on what was put aside while a customer was held, in the transaction under way: the first of each key is marked,
 * and the owners of the partitions drain each key in its order. What waits behind a dead letter goes on waiting.
 */
export async function release(
  model: Tx['model'],
  { erasure, tenant, at }: { erasure: string; tenant: string; at: Date },
): Promise<void> {
  const waiting = await model(deadLetters)
    .find({ tenant }, { topic: 1, key: 1, status: 1, code: 1 })
    .sort({ topic: 1, offset: 1 })
    .lean();
  const heads = new Map<string, (typeof waiting)[number]>();
  for (const row of waiting) if (!heads.has(`${row.topic} ${row.key}`)) heads.set(`${row.topic} ${row.key}`, row);
  const held = [...heads.values()].filter(({ status, code }) => status === 'parked' && code === 'held');
  if (held.length === 0) return;
  const redrive = `${erasure}-release`;
  for (const { _id } of held) await model(deadLetters).updateOne({ _id }, { $set: { redrive, redriveAs: 'redrive' } });
  const counts = { dead: 0, parked: held.length, already: 0, dismissOnly: 0, more: false };
  const by = { action: 'redrive' as const, operator: 'purge', reason: 'the customer came back' };
  await model(redrives).create([{ _id: redrive, ...by, at, ...counts }]);
}
