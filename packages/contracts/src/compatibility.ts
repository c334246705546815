import { z } from 'zod';
import type { EventType } from './event.ts';
import { fieldsOf } from './tags.ts';

/** What consumers rely on, in a form that can be committed and compared. */
export type Baseline = Record<string, { stream: string; fields: Record<string, BaselineField> }>;
type BaselineField = { required: boolean; type: unknown; class: string; category?: string; subject?: string };

/** The catalogue as a baseline. */
export function baselineOf(events: readonly EventType[]): Baseline {
  const baseline: Baseline = {};
  for (const event of events) {
    const fields: Record<string, BaselineField> = {};
    for (const { path, schema, tag, optional } of fieldsOf(event.schema)) {
      const sealed = tag && 'clear' in tag ? tag : undefined;
      const { $schema: _, ...type } = z.toJSONSchema(sealed ? sealed.clear : schema);
      fields[path] = {
        required: !optional,
        type,
        class: tag?.class ?? 'untagged',
        ...(sealed && { category: sealed.category, subject: sealed.subject }),
      };
    }
    baseline[event.name] = { stream: event.stream.name, fields };
  }
  return baseline;
}

/**
 * Changes that would break a consumer built against `before`, or a record already on the wire: one sentence each.
 * Schemas may only gain events and optional fields. A new enum value counts as breaking, since a consumer may switch
 * over it.
 */
export function breakingChanges(before: Baseline, after: Baseline): string[] {
  const breaks: string[] = [];
  for (const [name, old] of Object.entries(before)) {
    const now = after[name];
    if (!now) {
      breaks.push(`${name}: the event is gone`);
      continue;
    }
    if (now.stream !== old.stream) breaks.push(`${name}: moved from stream ${old.stream} to ${now.stream}`);
    for (const [path, field] of Object.entries(old.fields)) {
      const next = now.fields[path];
      if (!next) breaks.push(`${name}.${path}: the field is gone`);
      else if (JSON.stringify(next) !== JSON.stringify(field)) breaks.push(`${name}.${path}: changed`);
    }
    for (const [path, field] of Object.entries(now.fields))
      if (!old.fields[path] && field.required) breaks.push(`${name}.${path}: new and required`);
  }
  return breaks;
}
