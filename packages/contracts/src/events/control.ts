import { z } from 'zod';
import { defineEvent } from '../event.ts';
import { erasureId } from '../ids.ts';
import { services } from '../services.ts';
import { controlStream } from '../streams.ts';
import { opaque, plain } from '../tags.ts';

const moment = () => plain(z.int().nonnegative());

export const tenantTerminated = defineEvent({
  name: 'tenant-terminated',
  summary: 'The relationship with a customer ended: everything personal is gone within 48 hours from then.',
  stream: controlStream,
  producers: ['gateway'],
  signed: true,
  data: z.object({
    why: plain(z.enum(['uninstalled', 'ended-by-admin', 'ended-by-operator'])),
    /** When it ended, in milliseconds since the epoch: the 48 hours run from here. */
    at: moment(),
    /** `none`: on the customer's express wish nothing waits for them to think again. */
    grace: plain(z.enum(['default', 'none'])),
  }),
});

export const tenantReinstalled = defineEvent({
  name: 'tenant-reinstalled',
  summary: 'A workspace that had left came back before anything of it was erased.',
  stream: controlStream,
  producers: ['gateway'],
  signed: true,
  data: z.object({ at: moment() }),
});

export const erasureAsked = defineEvent({
  name: 'erasure-asked',
  summary: 'A person wants to be erased, or left the workspace 30 days ago.',
  stream: controlStream,
  producers: ['ingestion'],
  signed: true,
  data: z.object({
    /** `asked`: they may take it back for a while. `left`: nobody is there to do so. */
    why: plain(z.enum(['asked', 'left'])),
    at: moment(),
  }),
});

export const erasureWithdrawn = defineEvent({
  name: 'erasure-withdrawn',
  summary: 'A person who wanted to be erased thought again in time.',
  stream: controlStream,
  producers: ['ingestion'],
  signed: true,
  data: z.object({}),
});

/** Whom an erasure is about. */
export const erasureScopes = ['tenant', 'person'] as const;

/**
 * What every service does for an erasure, one after another. `hold`: put aside what comes; `release`: go on where it was
 * held; `fence`: let go of what comes, for good; `close`: do outside what still has to be done; `erase`: delete; `verify`:
 * delete and count once more.
 */
export const erasureSteps = ['hold', 'release', 'fence', 'close', 'erase', 'verify'] as const;
export type ErasureStep = (typeof erasureSteps)[number];

export const erasureStepRequested = defineEvent({
  name: 'erasure-step-requested',
  summary: 'The next step of an erasure; every service does its part and says so.',
  stream: controlStream,
  producers: ['purge'],
  signed: true,
  data: z.object({
    erasure: erasureId,
    scope: plain(z.enum(erasureScopes)),
    step: plain(z.enum(erasureSteps)),
  }),
});

export const erasureStepDone = defineEvent({
  name: 'erasure-step-done',
  summary: 'A service has done its part of a step, and counted.',
  stream: controlStream,
  producers: services,
  signed: true,
  data: z.object({
    erasure: erasureId,
    step: plain(z.enum(erasureSteps)),
    at: moment(),
    /** Of each collection: rows found, rows deleted or emptied, rows left. Of `erase` and `verify` only. */
    counts: plain(
      z.array(
        z.object({
          collection: z.string(),
          before: z.int().nonnegative(),
          erased: z.int().nonnegative(),
          after: z.int().nonnegative(),
        }),
      ),
    ).optional(),
    /** Rows of non-personal records that were put into the archive. Of `erase` only. */
    archived: plain(z.int().nonnegative()).optional(),
    /** What was done outside, and how it ended. Of `close` only. */
    effects: plain(z.array(z.object({ effect: z.string(), outcome: z.string() }))).optional(),
    /** SHA-256 of what was counted, with whose and when, in hexadecimal: the receipt repeats it. */
    evidence: opaque(z.string().regex(/^[0-9a-f]{64}$/)).optional(),
  }),
});

export const receiptIssued = defineEvent({
  name: 'receipt-issued',
  summary: 'A customer is erased; the signed statement of it, as whoever has its link may read it.',
  stream: controlStream,
  producers: ['purge'],
  signed: true,
  data: z.object({
    erasure: erasureId,
    /** The signed file as text. It has no personal data. */
    receipt: plain(z.string()),
  }),
});
