import {
  catalogue,
  type EventType,
  fieldsOf,
  grants,
  permanent,
  type SealedTag,
  type ServiceName,
  type Tag,
} from '@crescendo/contracts';
import type { Keyring } from '@crescendo/keyring';
import type { DeadLetter } from '../process/dead-letters.ts';
import { classify } from '../store/classify.ts';
import { openEvent } from '../wire/seal-event.ts';

/**
 * Why a field of a dead letter is never opened to a person; undefined where it may be. Special categories and secrets
 * never are, nor raw traffic, from which special ones have not been told apart yet; nor what the service itself may not
 * open.
 */
export function staysSealed(tag: SealedTag, service: ServiceName): string | undefined {
  if (tag.class !== 'personal') return `${tag.class}: never opened to a person`;
  if (tag.category === 'intake') return 'not told apart yet: may be special';
  if (!grants[service][tag.category]) return `${service} is not granted ${tag.category}`;
  return undefined;
}

export type OpenedField = { field: string; value?: string; sealed?: string };

/**
 * The content of a dead letter, field by field: what is personal in clear, where it may be. A field that does not open
 * says why (`seal-broken`, `key-gone`): that is often the cause. Throws a permanent Failure `not-an-event` for what has
 * no content.
 */
export async function openContent(
  { keyring, service }: { keyring: Keyring; service: ServiceName },
  letter: DeadLetter,
): Promise<OpenedField[]> {
  const type = catalogue.find(({ name }) => name === letter.type);
  if (!type || letter.value === undefined || letter.tenant === undefined)
    throw permanent('not-an-event', 'It is no event of ours: of such a record only its place is kept.');
  const { _id: id, tenant, user, time } = letter;
  const open = async (field: string, value: unknown) => {
    const event = { id, tenant, user, time, data: { [field]: value } };
    const opened = await openEvent(keyring, type, event, [field]);
    return opened[field];
  };
  const fields = Object.entries(dataOf(letter.value));
  return await Promise.all(
    fields.map(async ([field, value]): Promise<OpenedField> => {
      const tags = tagsOf(type, field);
      const [tag] = tags;
      if (tags.length === 1 && tag && 'clear' in tag) {
        const sealed = staysSealed(tag, service);
        if (sealed) return { field, sealed };
        return await open(field, value).then(
          (clear) => ({ field, value: JSON.stringify(clear) }),
          (error: unknown) => ({ field, sealed: `does not open: ${classify(error).code}` }),
        );
      }
      const harmless = tags.length > 0 && tags.every((each) => each?.class === 'plain' || each?.class === 'opaque');
      return harmless ? { field, value: JSON.stringify(value) } : { field, sealed: 'not in the schema' };
    }),
  );
}

function dataOf(value: string): Record<string, unknown> {
  try {
    const data: unknown = JSON.parse(value);
    return typeof data === 'object' && data !== null ? { ...data } : {};
  } catch {
    return {}; // what is no JSON has no fields
  }
}

/** The tags of a field at the top of an event, and of all inside of it. */
const tagsOf = (type: EventType, field: string): (Tag | undefined)[] =>
  fieldsOf(type.schema)
    .filter(({ path }) => path === field || path.startsWith(`${field}.`) || path.startsWith(`${field}[`))
    .map(({ tag }) => tag);
