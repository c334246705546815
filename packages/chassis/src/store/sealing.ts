import { permanent, type SealedTag } from '@crescendo/contracts';
import type { KeyOwner, Keyring } from '@crescendo/keyring';

/** Whose a record is. Its sealed fields are bound to this. */
export type RecordOwner = { tenant: string; user?: string | undefined; time?: Date | undefined };

/** A record with sealed fields: a row (`collection/_id`) or an event (its id). */
export type SealedRecord = {
  record: string;
  owner: RecordOwner;
  fields: ReadonlyMap<string, SealedTag>;
  /** The minimum generation of the keys that seal it. */
  generation?: number | undefined;
};

/** Whose key seals a field of a record. */
export function keyOwner(tag: SealedTag, owner: RecordOwner, field: string): KeyOwner {
  const { tenant, user, time } = owner;
  switch (tag.subject) {
    case 'tenant':
      return { tenant, category: tag.category };
    case 'intake': {
      if (!time)
        throw permanent('seal-without-time', `Field ${field} is sealed under a day, but the record has no time.`);
      return { tenant, category: tag.category, day: time.toISOString().slice(0, 10) };
    }
    case 'user': {
      if (!user)
        throw permanent('seal-without-user', `Field ${field} belongs to a person, but the record has no user.`);
      return { tenant, category: tag.category, user };
    }
  }
}

/** Seals the personal fields of a record; absent fields stay absent. Throws a Failure when keys are not available. */
export async function sealRecord(
  keyring: Keyring,
  { record, owner, fields, generation }: SealedRecord,
  clear: Record<string, unknown>,
): Promise<Record<string, unknown>> {
  const names = [...fields.keys()].filter((name) => clear[name] !== undefined && clear[name] !== null);
  if (names.length === 0) return { ...clear };
  const requests = names.map((field) => {
    const tag = fields.get(field) as SealedTag; // `names` come from this map
    const place = { owner: keyOwner(tag, owner, field), record, field };
    return { ...place, value: clear[field], padded: tag.class === 'special', generation };
  });
  const sealed = await keyring.seal(requests);
  return { ...clear, ...Object.fromEntries(names.map((name, i) => [name, sealed[i]])) };
}

/**
 * Opens the named fields of several records, in one batch. Throws a permanent Failure `opened-invalid` when a value
 * opens to something that its schema refuses.
 */
export async function openRecords(
  keyring: Keyring,
  records: readonly { sealed: SealedRecord; row: Record<string, unknown>; open: readonly string[] }[],
): Promise<Record<string, unknown>[]> {
  const slots = records.flatMap(({ sealed, row, open }, at) =>
    open
      .filter((field) => row[field] !== undefined && row[field] !== null)
      .map((field) => {
        const tag = sealed.fields.get(field);
        if (!tag) throw permanent('open-unsealed', `Field ${field} is not sealed.`);
        return {
          at,
          field,
          tag,
          request: { owner: keyOwner(tag, sealed.owner, field), record: sealed.record, field, jwe: String(row[field]) },
        };
      }),
  );
  const values = slots.length > 0 ? await keyring.open(slots.map(({ request }) => request)) : [];
  const opened = records.map(({ row }) => ({ ...row }));
  slots.forEach(({ at, field, tag }, i) => {
    const parsed = tag.clear.safeParse(values[i]);
    if (!parsed.success) throw permanent('opened-invalid', `Field ${field} opened to something its schema refuses.`);
    const target = opened[at];
    if (target) target[field] = parsed.data;
  });
  return opened;
}
