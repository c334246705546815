import { allMetrics, type MetricDescription } from '../setup/all-metrics.ts';

const row = ({ name, type, labelNames, help }: MetricDescription) => {
  const labels = labelNames.map((label) => `\`${label}\``).join(', ') || '–';
  return `| \`${name}\` | ${type} | ${labels} | ${help} |`;
};

/** Every metric for people: `docs/metrics.md`, from their declarations. */
export default function metrics() {
  const all = allMetrics();
  const ours = all.filter(({ name }) => name.startsWith('crescendo_'));
  const content = `# Metrics

Written by \`npm run generate\` from where the metrics are declared. Every service answers \`/metrics\` in Prometheus' text
form. Each has the label \`service\` besides those below; labels are names and codes, and ids
only of customers' erasures under way: each of them calls by name. Times are in seconds.
[running.md](running.md#metrics) says how to look at them, and \`deploy/alerts\` which of them call someone.

What is counted in a service's database (dead letters, outbox, effects) is told by each of its replicas, and is the same
number: read it with \`max by (service)\`, not with \`sum\`. Gauges of age count on by themselves, so that they are true also
while whoever measures is stuck.

| metric | type | labels | meaning |
| --- | --- | --- | --- |
${ours.map(row).join('\n')}

Beside these are those of [prom-client](https://github.com/siimon/prom-client) for the process and for Node:
\`process_*\` (processor, memory, start) and \`nodejs_*\` (event loop, heap, garbage collection).
`;
  return [{ path: 'docs/metrics.md', content }];
}
