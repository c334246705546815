import { baseSettings } from '@crescendo/chassis';
import { services } from '@crescendo/contracts';
import { z } from 'zod';
import { gatewaySettings } from '../../services/gateway/src/settings.ts';
import { ingestionSettings } from '../../services/ingestion/src/settings.ts';
import { ownContent, personalizationSettings } from '../../services/personalization/src/settings.ts';
import { purgeSettings } from '../../services/purge/src/settings.ts';

/** Shows a default unless it is a path on the machine that generated the page. */
function defaultOf(field: z.ZodType): string {
  const parsed = field.safeParse(undefined);
  if (!parsed.success) return 'required';
  if (parsed.data === undefined) return '–';
  return parsed.data === ownContent ? 'the service’s own' : `\`${String(parsed.data)}\``;
}

function table(schema: z.ZodObject): string {
  const { properties = {} } = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' });
  const rows = Object.entries(schema.shape as Record<string, z.ZodType>).map(([name, field]) => {
    const described = properties[name];
    const about = typeof described === 'object' ? (described.description ?? '') : '';
    return `| \`${name}\` | ${defaultOf(field)} | ${about} |`;
  });
  return ['| variable | default | meaning |', '| --- | --- | --- |', ...rows].join('\n');
}

/** Every environment variable of every service: `docs/settings.md`. */
export default function settings() {
  const own = {
    gateway: gatewaySettings,
    ingestion: ingestionSettings,
    personalization: personalizationSettings,
    purge: purgeSettings,
  };
  const sections = services.flatMap((name) =>
    name in own ? [`## ${name}\n\n${table(own[name as keyof typeof own])}\n`] : [],
  );
  const head = `# Settings

Written by \`npm run generate\` from the schemas that read them. A service that finds one missing or wrong names it and
exits with 2. \`npm start\` sets them all.

## Every service

${table(baseSettings)}
`;
  return [{ path: 'docs/settings.md', content: [head, ...sections].join('\n') }];
}
