import { controlStream, streams } from '@crescendo/contracts';
import type { Receipt } from '@crescendo/receipt';
import type { Finished } from '../erasures/advance-erasure.ts';
import type { ErasureAnswer } from '../erasures/erasures.ts';
import type { Shredded } from '../keys/shredding.ts';

type System = Receipt['systems'][number];
type Count = System['counts'][number];

const DAY_MS = 24 * 3_600_000;
const CLEAR = 'Clear: deletion';
const PURGE = 'Purge: cryptographic erase';

/** What was done where, with counts: services, keys, streams, Slack, backups, telemetry and archive. */
export function systemsOf({ erasure, answers }: Finished, shredded: Shredded): System[] {
  return [
    ...erasure.participants.map((name) =>
      service(
        name,
        answers.filter((answer) => answer.service === name),
      ),
    ),
    keys(shredded, erasure.scope),
    ...streams.map(stream),
    slack(answers, erasure.scope),
    {
      ...{ kind: 'backups', name: 'backups', method: PURGE, counts: [], evidence: [] },
      did: 'Keys destroyed; with the end of the epoch no backup opens anything of it',
    },
    {
      ...{ kind: 'telemetry', name: 'telemetry', method: 'none', counts: [], evidence: [] },
      did: 'Nothing personal is ever in it: random ids, codes and numbers',
    },
    archive(answers),
  ];
}

function service(name: string, answers: readonly ErasureAnswer[]): System {
  const [first, again] = [countsOf(answers, 'erase'), countsOf(answers, 'verify')];
  const counts = first.map(({ collection, before, erased, after }): Count => {
    const second = again.find((each) => each.collection === collection);
    return { of: collection, before, deleted: erased + (second?.erased ?? 0), after: second?.after ?? after };
  });
  return {
    ...{ kind: 'service', name, method: CLEAR, counts },
    did: 'Rows deleted; once more, and counted, when nothing from before the fence could write any longer',
    evidence: [
      ...evidenceOf(answers, { step: 'erase', of: 'when it was erased' }),
      ...evidenceOf(answers, { step: 'verify', of: 'when it was counted again' }),
    ],
  };
}

const countsOf = (answers: readonly ErasureAnswer[], step: ErasureAnswer['step']) =>
  answers.find((answer) => answer.step === step)?.counts ?? [];

function evidenceOf(answers: readonly ErasureAnswer[], { step, of }: { step: ErasureAnswer['step']; of: string }) {
  const sha256 = answers.find((answer) => answer.step === step)?.evidence;
  return sha256 === undefined ? [] : [{ of, sha256 }];
}

function keys({ keys, entry, hash }: Shredded, scope: Receipt['scope']): System {
  const whose = scope === 'tenant' ? 'keys of the customer and of everyone in it' : 'keys of the person';
  return {
    ...{ kind: 'keys', name: 'key-service', method: PURGE },
    did: 'First written into the erasure ledger, then destroyed; none can be made again',
    counts: [{ of: whose, before: keys, deleted: keys, after: 0 }],
    evidence: [{ of: `entry ${entry} of the erasure ledger`, sha256: hash }],
  };
}

function stream({ topic, retention }: (typeof streams)[number]): System {
  const days = Math.round(retention / DAY_MS);
  const own = topic === controlStream.topic;
  return {
    ...{ kind: 'stream', name: topic, method: own ? 'none' : PURGE, counts: [], evidence: [] },
    did: own
      ? `Says what is erased, by random ids and numbers; its records leave after ${days} days`
      : `Keys destroyed; its records leave after ${days} days`,
  };
}

/** How each effect in Slack ended. */
const inSlack: Record<string, { done: string; otherwise: string }> = {
  'uninstall-app': {
    done: 'The app is out of the workspace; its access is gone',
    otherwise:
      'The app could not be taken out of the workspace, where it can be removed by hand; its access is destroyed',
  },
  'publish-farewell': {
    done: 'The app’s Home of the person is cleared',
    otherwise: 'The app’s Home of the person could not be cleared: Slack shows what it showed until they open it again',
  },
};

function slack(answers: readonly ErasureAnswer[], scope: Receipt['scope']): System {
  const effects = answers.filter(({ step }) => step === 'close').flatMap(({ effects = [] }) => effects);
  const told = effects.flatMap(({ effect, outcome }) => {
    const words = inSlack[effect];
    return words ? [outcome === 'done' ? words.done : words.otherwise] : [];
  });
  const nothing =
    scope === 'tenant' ? 'The app had already been removed from the workspace' : 'Nothing was shown there at that time';
  return {
    ...{ kind: 'slack', name: 'slack', method: 'none', counts: [], evidence: [] },
    did: told.length > 0 ? told.join('; ') : nothing,
  };
}

function archive(answers: readonly ErasureAnswer[]): System {
  const records = answers.reduce((all, { archived = 0 }) => all + archived, 0);
  const kept = 'Nothing personal is in them; they are for contract, audit and law';
  return {
    ...{ kind: 'archive', name: 'archive', method: 'none', evidence: [] },
    did: records > 0 ? 'Records without anything personal were put into it' : 'Nothing was put into it',
    counts: records > 0 ? [{ of: 'records', before: 0, deleted: 0, after: records, kept }] : [],
  };
}
