/** Text that is safe to put into a page. */
export type Html = { readonly html: string };

const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
const escaped = (text: string): string => text.replace(/[&<>"']/g, (character) => entities[character] ?? '');

type Value = string | Html | readonly Html[];

/** A piece of a page. Values are escaped unless they are pieces, or lists of pieces, themselves. */
export function html(parts: TemplateStringsArray, ...values: readonly Value[]): Html {
  const whole = parts.reduce((text, part, at) => `${text}${asMarkup(values[at - 1] ?? '')}${part}`);
  return { html: whole };
}

function asMarkup(value: Value): string {
  if (typeof value === 'string') return escaped(value);
  return 'html' in value ? value.html : value.map(({ html }) => html).join('');
}
