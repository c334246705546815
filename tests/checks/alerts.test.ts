import { globSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { services, slackStream } from '@crescendo/contracts';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { allMetrics } from '../setup/all-metrics.ts';

// Checks what promtool cannot know. Promtool checks the rules themselves and runs their tests
// (packages/dev/src/promtool-rules.ts).

const root = resolve(import.meta.dirname, '../..');
const read = (file: string) => readFileSync(join(root, file), 'utf8');
const yamlIn = <T>(pattern: string, schema: z.ZodType<T>): T[] =>
  globSync(pattern, { cwd: root }).map((file) => schema.parse(parse(read(file))));

const alertRule = z.object({
  alert: z.string(),
  expr: z.string(),
  for: z.string().optional(),
  labels: z.object({ severity: z.enum(['page', 'ticket']) }),
  annotations: z.object({ summary: z.string().min(20), runbook: z.string() }),
});
const recordRule = z.object({ record: z.string(), expr: z.string() });
const rules = z.object({ groups: z.array(z.object({ rules: z.array(z.union([alertRule, recordRule])) })) });
const tested = z.object({
  tests: z.array(
    z.object({ alert_rule_test: z.array(z.object({ alertname: z.string(), exp_alerts: z.array(z.unknown()) })) }),
  ),
});

const all = yamlIn('deploy/alerts/*.rules.yaml', rules)
  .flatMap(({ groups }) => groups)
  .flatMap((group) => group.rules);
const alerts = all.filter((rule) => 'alert' in rule);
const records = all.filter((rule) => 'record' in rule);
const expected = yamlIn('deploy/alerts/*.test.yaml', tested)
  .flatMap(({ tests }) => tests)
  .flatMap((each) => each.alert_rule_test);
const alertNamed = (name: string) => alerts.find(({ alert }) => alert === name)?.expr ?? '';
const labelsOf = new Map(allMetrics().map(({ name, labelNames }) => [name, labelNames]));

/** The metric of a series: a histogram has three kinds of series. */
const metricOf = (series: string) => (labelsOf.has(series) ? series : series.replace(/_(bucket|count|sum)$/, ''));

/** The selectors of a PromQL expression: each with its metric, and its matchers as label and value. */
function selectors(expr: string): { metric: string; matchers: [label: string, value: string][] }[] {
  return [...expr.matchAll(/\b((?:crescendo|process|nodejs)_\w+)(?:\{([^}]*)\})?/g)].map(([, series, inside]) => ({
    metric: metricOf(series ?? ''),
    matchers: [...(inside ?? '').matchAll(/(\w+)(?:=~|!~|!=|=)"([^"]*)"/g)].map(([, label, value]) => [
      label ?? '',
      value ?? '',
    ]),
  }));
}

/** Labels that Prometheus adds to every series, and our registry to its own. */
const ANYWHERE = ['service', 'instance', 'job'];

test.each(alerts)('$alert has a runbook that names it, and is shown to fire and not to fire', (alert) => {
  expect(read(alert.annotations.runbook)).toContain(`\`${alert.alert}\``);
  const cases = expected.filter(({ alertname }) => alertname === alert.alert);
  expect(cases.some(({ exp_alerts }) => exp_alerts.length > 0)).toBe(true);
  expect(cases.some(({ exp_alerts }) => exp_alerts.length === 0)).toBe(true);
});

test('every runbook is for an alert, and no test is for an alert that is gone', () => {
  const named = new Set(alerts.map(({ annotations }) => annotations.runbook));
  expect(readdirSync(join(root, 'docs/runbooks')).map((file) => `docs/runbooks/${file}`)).toEqual(
    [...named].toSorted(),
  );
  const names = new Set(alerts.map(({ alert }) => alert));
  expect(names.size).toBe(alerts.length);
  expect(expected.filter(({ alertname }) => !names.has(alertname))).toEqual([]);
});

test.each(all)('what is asked for has the metrics and labels that there are: $expr', ({ expr }) => {
  const asked = selectors(expr);
  for (const { metric, matchers } of asked) {
    const labels = labelsOf.get(metric);
    expect(labels, metric).toBeDefined();
    for (const [label] of matchers) expect([...ANYWHERE, 'le', ...(labels ?? [])], metric).toContain(label);
  }
  const known = [...ANYWHERE, 'le', ...asked.flatMap(({ metric }) => labelsOf.get(metric) ?? [])];
  const grouped = [...expr.matchAll(/\b(?:by|on) \(([^)]+)\)/g)].flatMap(([, labels]) => labels?.split(', ') ?? []);
  for (const label of grouped) expect(known).toContain(label);
  for (const [name] of expr.matchAll(/\bcrescendo:\w+/g)) expect(records.map(({ record }) => record)).toContain(name);
});

test('what rules compare labels with is written somewhere in the code', () => {
  const files = globSync('{packages,services}/*/src/**/*.ts', { cwd: root, exclude: ['**/*.test.ts'] });
  const code = files.map(read).join('\n');
  const words = all
    .flatMap(({ expr }) => selectors(expr))
    .flatMap(({ matchers }) => matchers)
    .filter(([label]) => !['service', 'route', 'topic', 'status'].includes(label))
    .flatMap(([, value]) => value.split('|'))
    .filter(Boolean);
  expect(words.length).toBeGreaterThan(5);
  for (const word of new Set(words)) expect(code, word).toMatch(new RegExp(`['"]${word}['"]`));
});

test('every service is missed when it is gone', () => {
  const named = [...alertNamed('ServiceDown').matchAll(/service="(\w+)"/g)].map(([, name]) => name);
  expect(named).toEqual([...services]);
});

test('the intake calls someone when a quarter of the time is over that its keys live, the other streams likewise', () => {
  const [, seconds] = alertNamed('IntakeBehind').match(/> (\d+)$/) ?? [];
  expect(Number(seconds) * 1000).toBe(slackStream.retention / 4);
  expect(Number(seconds)).toBe(18 * 3600);
  expect(alertNamed('RetentionNear')).toMatch(/> 0\.25$/m);
  for (const name of ['IntakeBehind', 'RetentionNear']) expect(alertNamed(name)).toContain(`"${slackStream.topic}"`);
});

test("the rules about Slack's door know its routes", () => {
  const routes = [...read('services/gateway/src/edge/slack/router.ts').matchAll(/router\.post\('([^']+)'/g)].map(
    ([, route]) => route ?? '',
  );
  expect(routes.length).toBeGreaterThan(0);
  for (const { alert, expr } of alerts)
    for (const [, pattern] of expr.matchAll(/route=~"([^"]+)"/g))
      expect(
        routes.filter((route) => new RegExp(`^${pattern}$`).test(route)),
        alert,
      ).toEqual(routes);
});
