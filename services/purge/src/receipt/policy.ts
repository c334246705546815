/** What a receipt says that follows from how the system is run, not from the erasure. */
export type ReceiptPolicy = {
  /** Who signs, as customers know them. */
  issuer: string;
  /** For how long services hold keys, and the gateway those it needs at its edge. */
  leaseMs: number;
  edgeLeaseMs: number;
  epochHours: number;
  /** For how long backups and telemetry are kept. */
  backupHours: number;
  telemetryDays: number;
};
