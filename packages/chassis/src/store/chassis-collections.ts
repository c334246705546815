import { redriveCounts, redrives } from '../dead-letters/redrives.ts';
import { ledger } from '../effects/ledger.ts';
import { archivedRecords, erasureStepRows } from '../erasure/step-rows.ts';
import { fences, fenceVersions } from '../fences/fences.ts';
import { outbox } from '../outbox/outbox.ts';
import { deadLetters } from '../process/dead-letters.ts';
import { inbox, offsets } from '../process/inbox.ts';
import type { Collection } from './collection.ts';
import { leases } from './lease.ts';
import { transactionSessions } from './transaction-sessions.ts';

/** What every service's database has beside its own collections. */
export const chassisCollections: readonly Collection[] = [
  inbox,
  offsets,
  outbox,
  deadLetters,
  redrives,
  redriveCounts,
  ledger,
  leases,
  transactionSessions,
  fences,
  fenceVersions,
  erasureStepRows,
  archivedRecords,
];
