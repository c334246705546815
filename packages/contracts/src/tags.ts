import { z } from 'zod';

/**
 * The kind of personal data in a field. Each category has its own keys, so it can be opened and destroyed separately.
 * `processing.ts` describes each in words.
 */
export const categories = [
  'identity',
  'learning',
  'profile',
  'feedback',
  'support',
  'billing',
  'message',
  'intake',
  'credential',
] as const;
export type Category = (typeof categories)[number];

/** Why a personal field is held; named in the record of processing. */
export const purposes = ['delivery', 'learning', 'improvement', 'support', 'invoicing', 'operation'] as const;
export type Purpose = (typeof purposes)[number];

/** GDPR Art. 6 (1) basis, and the Art. 9 (2) condition for special categories. */
export type LegalBasis = 'contract' | 'consent' | 'legitimate-interest' | 'explicit-consent';

export type PersonalTag = {
  category: Category;
  purpose: Purpose;
  basis: LegalBasis;
  /** In words, for the data map. */
  retention: string;
  /** In words: what the field is for a reader of the data map. */
  about: string;
};

/** Who a key belongs to: a person, the customer as a whole, or a day of traffic not yet attributed. */
export type Subject = 'user' | 'tenant' | 'intake';

export type Tag =
  | { class: 'opaque' }
  | { class: 'plain' }
  | ({ class: 'index'; subject: Subject } & PersonalTag)
  | ({ class: 'personal' | 'special' | 'secret'; subject: Subject; clear: z.ZodType } & PersonalTag);

export type SealedTag = Extract<Tag, { clear: z.ZodType }>;

// Our own map, because zod's registry would need a schema's type in terms of itself.
const tags = new WeakMap<z.ZodType, Tag>();

declare const opensTo: unique symbol;
/** A JWE in compact form (RFC 7516) with direct encryption. Only the compiler knows what it opens to. */
export type Sealed<T> = string & { readonly [opensTo]: T };

const COMPACT_JWE = /^[\w-]{16,}\.\.[\w-]{16}\.[\w-]+\.[\w-]{22}$/;
/** The same pattern as text, for validators outside zod (the database's own). */
export const compactJwePattern = COMPACT_JWE.source;

function sealed<T>(clear: z.ZodType<T>, tag: Omit<SealedTag, 'clear'>): z.ZodType<Sealed<T>> {
  const schema: z.ZodType = z.string().regex(COMPACT_JWE, 'must be sealed');
  tags.set(schema, { ...tag, clear });
  return schema as z.ZodType<Sealed<T>>; // a brand: the value is a string that matched the pattern
}

type TagOptions = PersonalTag & { subject?: Subject };

/** Personal data. The field holds the sealed value, at rest and in transit; `clear` is what it opens to. */
export const personal = <T>(clear: z.ZodType<T>, { subject = 'user', ...tag }: TagOptions) =>
  sealed(clear, { class: 'personal', subject, ...tag });

/**
 * Personal data under GDPR Art. 9, or data that reveals it. Sealed whole and padded, so that its length reveals
 * nothing.
 */
export const special = <T>(clear: z.ZodType<T>, { subject = 'user', ...tag }: TagOptions) =>
  sealed(clear, { class: 'special', subject, ...tag });

/** A credential. Sealed like personal data, never exported. */
export const secret = <T>(clear: z.ZodType<T>, { subject = 'tenant', ...tag }: TagOptions) =>
  sealed(clear, { class: 'secret', subject, ...tag });

function marked<S extends z.ZodType>(schema: S, tag: Tag): S {
  tags.set(schema, tag);
  return schema;
}

/** One of our own random identifiers. */
export const opaque = <S extends z.ZodType>(schema: S) => marked(schema, { class: 'opaque' });

/** Says nothing about a person. */
export const plain = <S extends z.ZodType>(schema: S) => marked(schema, { class: 'plain' });

/** A keyed hash (HMAC) of a personal value, for equality look-ups: personal, not sealed, erased with its row. */
export const index = ({ subject = 'user', ...tag }: TagOptions) =>
  marked(z.string().regex(/^[\w-]{43}$/, 'must be a keyed hash'), { class: 'index', subject, ...tag });

/** The schema inside a wrapper (optional, nullable, default, ...). Undefined if it wraps nothing. */
export function wrapped(schema: z.ZodType): z.ZodType | undefined {
  const { def } = schema;
  return 'innerType' in def && def.innerType instanceof z.ZodType ? def.innerType : undefined;
}

/** The tag of a field, also through optional, nullable and default. Undefined if the field has none. */
export function tagOf(schema: z.ZodType): Tag | undefined {
  const own = tags.get(schema);
  if (own) return own;
  const inner = wrapped(schema);
  return inner && tagOf(inner);
}

export type Field = { path: string; schema: z.ZodType; tag: Tag | undefined; optional: boolean };

/**
 * Every leaf of an object schema with its path (`a.b`, `list[].c`) and tag. A tagged field is a leaf, whatever it
 * contains.
 */
export function fieldsOf(schema: z.ZodType, path = ''): Field[] {
  const tag = tagOf(schema);
  const leaf = (): Field[] => [{ path, schema, tag, optional: schema.safeParse(undefined).success }];
  if (tag) return leaf();
  if (schema instanceof z.ZodObject)
    return Object.entries<z.ZodType>(schema.shape).flatMap(([name, field]) =>
      fieldsOf(field, path ? `${path}.${name}` : name),
    );
  if (schema instanceof z.ZodArray && schema.element instanceof z.ZodType) return fieldsOf(schema.element, `${path}[]`);
  const inner = wrapped(schema);
  if (inner) return fieldsOf(inner, path);
  return leaf();
}

/** Paths of fields without a tag: the list is empty for anything we store, publish or export. */
export const untaggedFields = (schema: z.ZodType): string[] =>
  fieldsOf(schema)
    .filter((field) => !field.tag)
    .map((field) => field.path);

/** Cached, because every sealed or opened event needs it, and walking a schema takes longer than sealing a field. */
const sealedFieldsOf = new WeakMap<z.ZodType, ReadonlyMap<string, SealedTag>>();

/** The sealed fields of an object schema by path. */
export function sealedFields(schema: z.ZodType): ReadonlyMap<string, SealedTag> {
  const known = sealedFieldsOf.get(schema);
  if (known) return known;
  const found = new Map<string, SealedTag>();
  for (const { path, tag } of fieldsOf(schema)) if (tag && 'clear' in tag) found.set(path, tag);
  sealedFieldsOf.set(schema, found);
  return found;
}
