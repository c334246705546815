import type { Category, Purpose } from './tags.ts';

/** Every service of the system. A service's database, consumer group and tokens bear its name. */
export const services = [
  'gateway',
  'ingestion',
  'billing',
  'personalization',
  'analytics',
  'support',
  'purge',
] as const;
export type ServiceName = (typeof services)[number];

/**
 * Which categories of personal data a service may open, and for what. The key service releases no other key to it; at
 * start a service compares this with the tags of what it declares, and refuses to run when they differ.
 */
export const grants: Record<ServiceName, Partial<Record<Category, readonly Purpose[]>>> = {
  gateway: { identity: ['delivery'], message: ['delivery'], intake: ['operation'], credential: ['operation'] },
  ingestion: { identity: ['delivery'], intake: ['operation'], learning: ['learning'], feedback: ['improvement'] },
  personalization: {
    identity: ['delivery'],
    learning: ['learning'],
    feedback: ['improvement'],
    message: ['delivery'],
  },
  billing: {},
  analytics: {},
  support: {},
  purge: {},
};
