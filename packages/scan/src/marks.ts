import { createHash } from 'node:crypto';

/** A value that must not occur in clear, with a name: reports give the name, never the value. */
export type Mark = { name: string; value: string };

/** One way to write a mark. */
export type Form = { mark: Mark; form: string; bytes: Buffer };

const SHORTEST = 8;
/** Keeps every form shorter than the overlap of two windows of a large file. */
export const LONGEST = 400;

/**
 * All readable forms of a value: text (UTF-8 and UTF-16), escaped for JSON or a URL, hexadecimal, Base64 at any offset
 * within an encoded text, and a hash without a key, against which anyone can try values. Throws when the value is so
 * short that it could occur by chance, or longer than 400 bytes.
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

/** The Base64 characters that depend on these bytes alone, when `offset` unknown bytes come before them. */
function base64At(bytes: Buffer, offset: number): string {
  const encoded = Buffer.concat([Buffer.alloc(offset), bytes]).toString('base64');
  return encoded.slice(Math.ceil((offset * 8) / 6), Math.floor(((offset + bytes.length) * 8) / 6));
}

/**
 * Reads marks from a text: one a line, without empty lines and lines that begin with `#`. A mark's name is its line
 * number, so a report reveals nothing. Throws when there is no mark, or one is too short or too long.
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
