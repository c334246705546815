import canonicalize from 'canonicalize';

/**
 * The one way to write a JSON value (RFC 8785): names sorted by UTF-16 code units, no spaces, numbers and strings as
 * ECMAScript writes them. Throws where JSON has no such value (NaN, Infinity, half a surrogate pair, undefined).
 */
export function canonicalJson(value: unknown): string {
  const text = canonicalize(value);
  if (text === undefined) throw new Error('There is no JSON of nothing.');
  return text;
}
