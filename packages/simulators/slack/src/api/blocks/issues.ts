import type { z } from 'zod';

type Issue = z.core.$ZodIssue;

/**
 * Describes a payload's errors in Slack's words, each with its place as a JSON pointer:
 * `must be less than 76 characters [json-pointer:/blocks/0/elements/0/text/text]`.
 */
export function slackMessages(issues: readonly Issue[], root = ''): string[] {
  return issues.map((issue) => {
    const place = root + pointer(issue);
    return place ? `${wording(issue)} [json-pointer:${place}]` : wording(issue);
  });
}

/** Slack reports a missing field at the object that lacks it. */
function pointer(issue: Issue): string {
  const path = isMissing(issue) ? issue.path.slice(0, -1) : issue.path;
  return path.map((step) => `/${String(step)}`).join('');
}

function isMissing(issue: Issue): boolean {
  return issue.code === 'invalid_type' && issue.input === undefined && issue.path.length > 0;
}

function wording(issue: Issue): string {
  if (isMissing(issue)) return `missing required field: ${String(issue.path.at(-1))}`;
  switch (issue.code) {
    case 'unrecognized_keys':
      return `invalid additional property: ${issue.keys.join(', ')}`;
    case 'too_big':
      return issue.origin === 'string'
        ? `must be less than ${Number(issue.maximum) + 1} characters`
        : `no more than ${issue.maximum} items allowed`;
    case 'too_small':
      return issue.origin === 'string'
        ? `must be more than ${Number(issue.minimum) - 1} characters`
        : `no fewer than ${issue.minimum} items allowed`;
    case 'invalid_type':
      return `must provide a ${issue.expected}`;
    case 'invalid_value':
      return `must be one of: ${issue.values.map(String).join(', ')}`;
    case 'invalid_union':
      return 'unsupported type';
    default:
      return issue.message;
  }
}
