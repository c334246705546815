import { z } from 'zod';
import { defineEvent } from '../event.ts';
import { tenantsStream } from '../streams.ts';
import { plain } from '../tags.ts';

export const tenantInstalled = defineEvent({
  name: 'tenant-installed',
  summary: 'A workspace installed the app; its roster can be read from now on.',
  stream: tenantsStream,
  producers: ['gateway'],
  data: z.object({ scopes: plain(z.array(z.string())) }),
});

export const deliveriesDropped = defineEvent({
  name: 'deliveries-dropped',
  summary:
    'Slack had more to tell of a workspace than it delivers, and left some of it out; once for each such minute.',
  stream: tenantsStream,
  producers: ['gateway'],
  data: z.object({}),
});

export const rosterChanged = defineEvent({
  name: 'roster-changed',
  summary: 'A complete sync counted the people of a workspace.',
  stream: tenantsStream,
  producers: ['ingestion'],
  data: z.object({
    /** People who count as a seat: active, no bots; guests included. Absolute, never a difference. */
    billable: plain(z.int().nonnegative()),
    guests: plain(z.int().nonnegative()),
    /** Milliseconds since the epoch of the count; the newer wins. */
    version: plain(z.int().nonnegative()),
  }),
});
