import { z } from 'zod';
import type { MessageMetadata } from '../state/state.ts';
import { SlackError } from './method.ts';

const LARGEST_METADATA_BYTES = 8_000;

const metadata = z.strictObject({
  event_type: z.string().min(1).max(255),
  event_payload: z.record(z.string(), z.unknown()),
});

/** Reads message metadata; an empty object means none. Source: docs.slack.dev/messaging/message-metadata. */
export function readMetadata(value: unknown): MessageMetadata | undefined {
  if (value === undefined || value === null || value === '') return undefined;
  if (typeof value !== 'object') throw new SlackError('invalid_metadata_format');
  if (Object.keys(value).length === 0) return undefined;
  const read = metadata.safeParse(value);
  if (!read.success) throw new SlackError('invalid_metadata_schema');
  if (Buffer.byteLength(JSON.stringify(value)) > LARGEST_METADATA_BYTES) throw new SlackError('metadata_too_large');
  return read.data;
}
