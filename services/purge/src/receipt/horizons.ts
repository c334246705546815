import { type Stream, streams } from '@crescendo/contracts';
import type { Receipt } from '@crescendo/receipt';
import { backupsOpenUntil } from '../keys/rotation.ts';
import type { ReceiptPolicy } from './policy.ts';

type Horizon = Receipt['horizons'][number];

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
/** Epochs end at most one minute late; then every customer's key has to move to the next. */
const ROTATION_MS = HOUR_MS;
/** A broker checks every five minutes for expired segments, and removes their files a minute later. */
const CLEANUP_MS = 10 * MINUTE_MS;

/** When the last copies are gone: lent or wrapped keys, and bytes whose keys are destroyed. */
export function horizonsOf(
  times: { shreddedAt: Date; doneAt: Date },
  { scope, policy }: { scope: Receipt['scope']; policy: ReceiptPolicy },
): Horizon[] {
  const { shreddedAt, doneAt } = times;
  const after = (from: Date, ms: number) => new Date(from.getTime() + ms).toISOString();
  const edge: Horizon = {
    ...{ kind: 'key-leases', name: 'edge' },
    what: 'Keys for traffic from Slack, in memory at the gateway, unless it dropped them at the fence',
    until: after(shreddedAt, policy.edgeLeaseMs),
  };
  return [
    {
      ...{ kind: 'key-leases', name: 'services' },
      what: 'Keys that services had been lent before, in memory',
      until: after(shreddedAt, policy.leaseMs),
    },
    ...(scope === 'tenant' ? [edge] : []),
    {
      ...{ kind: 'epoch', name: 'epoch-key' },
      what: 'The epoch key that opened a backup of the key database from before: destroyed with the end of its epoch',
      until: after(backupsOpenUntil(shreddedAt, policy.epochHours), ROTATION_MS),
    },
    ...streams.map(
      (stream): Horizon => ({
        ...{ kind: 'topics', name: stream.topic },
        what: `Records of the stream ${stream.topic}`,
        until: after(doneAt, leavesAfter(stream)),
      }),
    ),
    {
      ...{ kind: 'backups', name: 'databases' },
      what: 'Backups of databases: sealed under keys that are gone, random ids, keyed hashes',
      until: after(doneAt, policy.backupHours * HOUR_MS),
    },
    {
      ...{ kind: 'telemetry', name: 'logs-and-traces' },
      what: 'Logs, traces and metrics: random ids, codes and numbers',
      until: after(doneAt, policy.telemetryDays * DAY_MS),
    },
    {
      ...{ kind: 'database-files', name: 'freed-space' },
      what: 'Freed space in the files of databases: sealed under keys that are gone, random ids, keyed hashes',
      untilWhen: 'when the database writes over it; no date can be promised',
    },
  ];
}

/** A record expires with its segment, which must be closed first. */
const leavesAfter = ({ retention, config }: Stream): number =>
  retention + Number(config['segment.ms'] ?? 0) + CLEANUP_MS;
