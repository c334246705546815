/** Text that is safe to put into a page. */
export type Html = { readonly html: string };

const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (character) => entities[character] ?? '');

/** A piece of a page. Values are escaped unless they are pieces themselves. */
export function html(parts: TemplateStringsArray, ...values: readonly (string | Html)[]): Html {
  const text = parts.reduce((whole, part, at) => {
    const value = values[at - 1] ?? '';
    return `${whole}${typeof value === 'string' ? escapeHtml(value) : value.html}${part}`;
  });
  return { html: text };
}
