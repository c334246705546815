import type { Receipt } from './body.ts';
import { type Horizon, holders, horizonKinds } from './remains.ts';
import { type System, systemKinds } from './system.ts';

export type Objection = { path: readonly (string | number)[]; message: string };

/** Problems of a receipt whose single fields are valid. */
export function missing(receipt: Receipt): Objection[] {
  return [
    ...whoAndWhy(receipt),
    ...order(receipt),
    ...receipt.systems.flatMap((system, at) => within(['systems', at], ofSystem(system))),
    ...receipt.retained.flatMap(({ keeps, ...row }, at) =>
      keeps === 'something' ? within(['retained', at], untilSome(row)) : [],
    ),
    ...receipt.horizons.flatMap((row, at) => within(['horizons', at], ofHorizon(row))),
    ...rowsOf('systems', { all: systemKinds, given: receipt.systems.map(({ kind }) => kind) }),
    ...rowsOf('retained', { all: holders, given: receipt.retained.map(({ holder }) => holder) }),
    ...rowsOf('horizons', { all: horizonKinds, given: receipt.horizons.map(({ kind }) => kind) }),
    ...once('systems', receipt.systems),
    ...once('horizons', receipt.horizons),
  ];
}

const reasons: Record<Receipt['scope'], readonly Receipt['why'][]> = {
  tenant: ['uninstalled', 'ended-by-admin', 'ended-by-operator'],
  person: ['asked', 'left'],
};

function whoAndWhy({ scope, person, why, askedBy }: Receipt): Objection[] {
  const objections: Objection[] = [];
  if ((scope === 'person') !== (person !== undefined))
    objections.push({ path: ['person'], message: 'named in the receipt of a person, and in no other' });
  if (!reasons[scope].includes(why)) objections.push({ path: ['why'], message: `no reason to erase a ${scope}` });
  if (askedBy?.startsWith('usr_') && askedBy !== person)
    objections.push({ path: ['askedBy'], message: 'a person may be named in their own receipt only' });
  return objections;
}

function order({ clock, issuedAt }: Receipt): Objection[] {
  const { requested, fenced, shredded, erased, verified, done, deadline } = clock;
  const times = [requested, fenced, shredded, erased, verified, done, issuedAt];
  const sorted = times.every((time, at) => at === 0 || time >= (times[at - 1] ?? ''));
  if (!sorted) return [{ path: ['clock'], message: 'steps came in another order' }];
  return deadline < requested ? [{ path: ['clock', 'deadline'], message: 'before the beginning' }] : [];
}

function ofSystem({ kind, evidence, counts }: System): Objection[] {
  const unexplained = counts.flatMap(({ after, kept }, at): Objection[] =>
    after > 0 && kept === undefined ? [{ path: ['counts', at], message: 'rows are left, and nothing says why' }] : [],
  );
  if (kind !== 'service' || evidence.length > 0) return unexplained;
  return [...unexplained, { path: ['evidence'], message: 'a service has to show its own record' }];
}

const untilSome = (row: { until?: string | undefined; untilWhen?: string | undefined }): Objection[] =>
  row.until === undefined && row.untilWhen === undefined
    ? [{ path: ['until'], message: 'says neither until which date nor what decides' }]
    : [];

const ofHorizon = ({ kind, ...row }: Horizon): Objection[] =>
  kind === 'database-files' || row.until !== undefined ? untilSome(row) : [{ path: ['until'], message: 'has no date' }];

const within = (path: readonly (string | number)[], objections: readonly Objection[]): Objection[] =>
  objections.map((each) => ({ ...each, path: [...path, ...each.path] }));

function rowsOf(path: string, { all, given }: { all: readonly string[]; given: readonly string[] }): Objection[] {
  return all
    .filter((kind) => !given.includes(kind))
    .map((kind) => ({ path: [path], message: `has no row about ${kind}` }));
}

function once(path: string, rows: readonly { kind: string; name: string }[]): Objection[] {
  const names = rows.map(({ kind, name }) => `${kind} ${name}`);
  return names
    .filter((name, at) => names.indexOf(name) < at)
    .map((name) => ({ path: [path], message: `says twice what there is one of: ${name}` }));
}
