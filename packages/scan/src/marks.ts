import { createHash } from 'node:crypto';

/** A value that must not be found in clear, and what it is: reports say the name, never the value. */
export type Mark = { name: string; value: string };

/** One way in which a mark can be written. */
export type Form = { mark: Mark; form: string; bytes: Buffer };

const SHORTEST = 8;
/** So that no form is longer than what neighbouring windows of a large file have in common. */
export const LONGEST = 400;

/**
 * The ways in which a value can lie in plain sight: as text (UTF-8 and UTF-16), escaped for JSON or a URL, in hexadecimal or
 * Base64 wherever in an encoded text it begins, or as a hash without a key, which anyone can try values against. Throws
 * when the value is too short to be told from chance, or longer than 400 bytes.
 */
export function formsOf(mark: Mark): Form[] {
  const bytes = Buffer.from(mark.value, 'utf8');
  if (bytes.length < SHORTEST || bytes.length > LONGEST) {
    throw new Error(`the mark ${mark.name} has ${bytes.length} bytes, not ${SHORTEST} to ${LONGEST}`);
  }
  const texts: [form: string, text: string][] = [
    ['json', JSON.stringify(mark.value).slice(1, -1)],
    ['json, ascii', mark.value.replace(/[^ -~]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)],
    ['url', encodeURIComponent(mark.value)],
    ['url form', new URLSearchParams({ '': mark.value }).toString().slice(1)],
    ['hex', bytes.toString('hex')],
    ...[0, 1, 2].flatMap((offset): [string, string][] => {
      const encoded = base64At(bytes, offset);
      return [
        ['base64', encoded],
        ['base64url', encoded.replaceAll('+', '-').replaceAll('/', '_')],
      ];
    }),
    ...(['hex', 'base64', 'base64url'] as const).map((encoding): [string, string] => [
      `sha-256, ${encoding}`,
      createHash('sha256').update(bytes).digest(encoding),
    ]),
  ];
  const all: Form[] = [
    { mark, form: 'text', bytes },
    { mark, form: 'utf-16', bytes: Buffer.from(mark.value, 'utf16le') },
    ...texts.map(([form, text]) => ({ mark, form, bytes: Buffer.from(text) })),
  ];
  return all.filter((one, place) => all.findIndex((other) => other.bytes.equals(one.bytes)) === place);
}

/** What Base64 makes of the bytes when `offset` unknown bytes come before: the characters they alone decide. */
function base64At(bytes: Buffer, offset: number): string {
  const encoded = Buffer.concat([Buffer.alloc(offset), bytes]).toString('base64');
  return encoded.slice(Math.ceil((offset * 8) / 6), Math.floor(((offset + bytes.length) * 8) / 6));
}

/**
 * Marks as a person writes them down: one a line, empty lines and those that begin with `#` skipped. They are named by
 * their line, so that a report of them tells nothing. Throws when there is none, or one is too short or too long.
 */
export function marksIn(text: string): Mark[] {
  const marks = text.split(/\r?\n/).flatMap((line, place): Mark[] => {
    const value = line.trim();
    return value === '' || value.startsWith('#') ? [] : [{ name: `line ${place + 1}`, value }];
  });
  if (marks.length === 0) throw new Error('there are no marks to look for');
  for (const mark of marks) formsOf(mark);
  return marks;
}
