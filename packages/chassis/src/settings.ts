import { permanent, type ServiceName, services } from '@crescendo/contracts';
import { z } from 'zod';

const url = z.url();
const serviceUrls = Object.fromEntries(
  services.map((name) => [`${name.toUpperCase()}_URL`, url.optional().describe(`Where ${name} answers`)]),
);

/** The settings that every service reads from its environment. */
const told = z.object({
  HOST: z.string().default('0.0.0.0').describe('Address to listen on'),
  PORT: z.coerce.number().int().min(0).max(65_535).default(8080).describe('Port to listen on; 0 picks a free one'),
  KAFKA_BROKERS: z.string().min(1).describe('Kafka bootstrap servers, host:port separated by commas'),
  MONGODB_URI: z.string().startsWith('mongodb').describe("This service's own user and database"),
  SERVICE_KEY_FILE: z.string().describe('Private JWK (Ed25519) by which this service signs its tokens'),
  SERVICE_JWKS_FILE: z.string().describe("JWK set with every service's public key"),
  INSTANCE: z
    .string()
    .min(1)
    .optional()
    .describe(
      'Name of this replica: the same after its restart, never that of two at a time. What it held when it was killed is its own again at once',
    ),
  KAFKA_SESSION_TIMEOUT_MS: z.coerce
    .number()
    .int()
    .min(6_000)
    .default(30_000)
    .describe("Time without a heartbeat after which the group gives a consumer's partitions to others"),
  DRAIN_SECONDS: z.coerce
    .number()
    .min(0)
    .max(60)
    .default(0)
    .describe(
      'How long requests are still answered after SIGTERM, while load balancers learn that this replica is not ready. In Kubernetes: 5; a stop takes up to 8 s more',
    ),
  LOG_LEVEL: z
    .enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'])
    .default('info')
    .describe('Least severe level logged'),
  OTEL_TRACES_EXPORTER: z.enum(['zipkin', 'otlp', 'none']).default('none').describe('Where spans go'),
  OTEL_EXPORTER_ZIPKIN_ENDPOINT: url.optional().describe('Zipkin span collector'),
  OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: url.optional().describe('OTLP span collector'),
  BUILD: z
    .string()
    .default('source')
    .describe('What was built, such as a commit: the metric crescendo_build_info tells it'),
  NODE_ENV: z.string().optional().describe('`development` allows CLOCK_FILE; nothing else depends on it'),
  CLOCK_FILE: z
    .string()
    .min(1)
    .optional()
    .describe('By how much this world is ahead of the real time. Refused unless NODE_ENV is `development`'),
  EXIT_WITH_STDIN: z
    .enum(['0', '1'])
    .default('0')
    .describe('1: stop when standard input closes, as with a launcher that died'),
  ...(serviceUrls as Record<`${Uppercase<ServiceName>}_URL`, z.ZodOptional<z.ZodURL>>),
});

/** Without NODE_ENV=development a machine counts as production. */
export const baseSettings = told.refine(
  ({ CLOCK_FILE, NODE_ENV }) => CLOCK_FILE === undefined || NODE_ENV === 'development',
  {
    path: ['CLOCK_FILE'],
    error: 'It moves the time, for development alone: leave it out, or say NODE_ENV=development.',
  },
);
export type BaseSettings = z.output<typeof baseSettings>;

/**
 * Reads typed settings from the environment. Throws a Failure `bad-settings` that names every missing or wrong setting;
 * it repeats no values, since some are secrets.
 */
export function readSettings<Shape extends z.ZodRawShape>(
  schema: z.ZodObject<Shape>,
  environment: Record<string, string | undefined> = process.env,
): z.output<z.ZodObject<Shape>> {
  const result = schema.safeParse(environment);
  if (result.success) return result.data;
  const wrong = result.error.issues.map((issue) => `  ${issue.path.join('.')}: ${issue.message}`);
  throw permanent('bad-settings', `Settings are missing or wrong:\n${[...new Set(wrong)].join('\n')}`);
}
