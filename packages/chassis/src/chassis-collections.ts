import { redriveCounts, redrives } from './dead-letters/redrives.ts';
import { archivedRecords, erasureStepRows } from './erasure/step-rows.ts';
import { fences, fenceVersions } from './fences/fences.ts';
import { ledger } from './ledger/ledger.ts';
import { outbox } from './outbox/outbox.ts';
import { deadLetters } from './process/dead-letters.ts';
import { inbox, offsets } from './process/inbox.ts';
import type { Collection } from './store/collection.ts';
import { leases } from './store/lease.ts';
import { transactionSessions } from './store/transaction-sessions.ts';

/** The collections that every service's database has besides the service's own. */
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
