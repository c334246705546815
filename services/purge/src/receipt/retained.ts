import type { Receipt } from '@crescendo/receipt';

type Retained = Receipt['retained'][number];

/** A person's receipt is about that person, so we keep it only as long as they may need it. */
const YEARS_KEPT = 3;

/** Persons' receipts issued before this time are deleted. */
export const receiptsForgottenBefore = (now: Date): Date => inYears(now, -YEARS_KEPT);

/** What is kept and what is not: by whom, on which legal basis, until when. */
export function retainedBy(given: {
  issuer: string;
  scope: Receipt['scope'];
  archived: boolean;
  doneAt: Date;
  bytesGone: string;
}): Retained[] {
  const { issuer, scope, archived, doneAt, bytesGone } = given;
  return [
    {
      ...{ holder: 'slack', name: 'Slack', keeps: 'something' },
      what: 'What the app wrote to people, in the customer’s own workspace',
      basis: 'It is the customer’s, under its own contract with Slack',
      untilWhen: 'as the workspace’s own retention, or whoever deletes there, decides',
    },
    {
      ...{ holder: 'payment', name: 'Payment', keeps: 'nothing' },
      what: 'No payment provider is connected: nothing was ever stored there',
      basis: 'None is needed',
    },
    {
      ...{ holder: 'hosting', name: 'Hosting', keeps: 'something' },
      what: 'Disks, streams and backups: sealed under keys that are gone',
      basis: 'It works on our behalf (GDPR Art. 28)',
      until: bytesGone,
      untilWhen: 'freed space until it is written over',
    },
    archived
      ? {
          ...{ holder: 'archive', name: 'Archive', keeps: 'something' },
          what: 'Records without anything personal; operators can erase these too, where a request covers them',
          basis: 'Contract, audit and law',
          untilWhen: 'when these ask for them no longer',
        }
      : {
          ...{ holder: 'archive', name: 'Archive', keeps: 'nothing' },
          what: 'There were no records to keep',
          basis: 'None is needed',
        },
    {
      ...{ holder: 'issuer', name: issuer, keeps: 'something' },
      what: 'This receipt, the erasure’s steps and counts, what operators did, the ledger, and marks that keep these ids from coming back: random ids, times and numbers. Statistics over several customers, in which none can be told from another',
      basis: 'To be able to show that it was done (GDPR Art. 5 (2))',
      ...(scope === 'tenant'
        ? { untilWhen: 'for good: nothing personal is in them' }
        : {
            until: inYears(doneAt, YEARS_KEPT).toISOString(),
            untilWhen: 'ledger, marks and statistics for good: nothing personal is in them',
          }),
    },
  ];
}

function inYears(from: Date, years: number): Date {
  const then = new Date(from);
  then.setUTCFullYear(then.getUTCFullYear() + years);
  return then;
}
