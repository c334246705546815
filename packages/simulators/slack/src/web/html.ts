/** Text that is already HTML, made by `html`. */
export class Html {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }

  toString(): string {
    return this.text;
  }
}

type Part = string | number | Html | readonly Html[] | false | undefined;

/** Makes HTML from a template. It escapes every value, except those that `html` itself made. */
export function html(template: TemplateStringsArray, ...parts: Part[]): Html {
  return new Html(template.reduce((text, piece, at) => text + render(parts[at - 1]) + piece));
}

function render(part: Part): string {
  if (part === undefined || part === false) return '';
  if (part instanceof Html) return part.text;
  if (typeof part === 'object') return part.map((each) => each.text).join('');
  return escapeHtml(String(part));
}

const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? character);
}

/** `name="value"` for each value that is there; just the name for a true flag. */
export function attributes(values: Record<string, string | number | boolean | undefined>): Html {
  const given = Object.entries(values).filter(([, value]) => value !== undefined && value !== false);
  return new Html(
    given.map(([name, value]) => (value === true ? ` ${name}` : ` ${name}="${escapeHtml(String(value))}"`)).join(''),
  );
}
