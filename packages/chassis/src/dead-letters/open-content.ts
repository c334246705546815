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
 * Why a field of a dead letter stays sealed; undefined if a person may see it. Special categories and secrets always
 * stay sealed. So does raw traffic, which may contain special categories, and any category that the service itself may
 * not open.
 */
export function staysSealed(tag: SealedTag, service: ServiceName): string | undefined {
  if (tag.class !== 'personal') return `${tag.class}: never opened to a person`;
  if (tag.category === 'intake') return 'not told apart yet: may be special';
  if (!grants[service][tag.category]) return `${service} is not granted ${tag.category}`;
  return undefined;
}

export type OpenedField = { field: string; value?: string; sealed?: string };

/**
 * The content of a dead letter, field by field, with personal fields in clear where that is allowed. A field that does
 * not open says why (`seal-broken`, `key-gone`): often that caused the dead letter. Throws a permanent Failure
 * `not-an-event` for a record that is not a valid event.
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
    return {}; // a value that is not JSON has no fields
  }
}

/** The tags of a top-level field of an event and of everything inside it. */
const tagsOf = (type: EventType, field: string): (Tag | undefined)[] =>
  fieldsOf(type.schema)
    .filter(({ path }) => path === field || path.startsWith(`${field}.`) || path.startsWith(`${field}[`))
    .map(({ tag }) => tag);
