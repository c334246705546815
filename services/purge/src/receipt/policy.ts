/** The parts of a receipt that depend on how the system is run, not on the erasure. */
export type ReceiptPolicy = {
  /** The signer's name, as customers know it. */
  issuer: string;
  /** How long services hold keys, and how long the gateway holds its edge keys. */
  leaseMs: number;
  edgeLeaseMs: number;
  epochHours: number;
  /** How long backups and telemetry are kept. */
  backupHours: number;
  telemetryDays: number;
};
