import { join } from 'node:path';
import { z } from 'zod';

/** The lessons and the curriculum that come with the service. */
export const ownContent = join(import.meta.dirname, '../content');

/** Personalization's settings, in addition to those of every service. */
export const personalizationSettings = z.object({
  CONTENT_DIR: z.string().min(1).default(ownContent).describe('Directory with curriculum.yaml and lessons/*.md'),
  PRIVACY_MAIL: z
    .email()
    .default('privacy@crescendo.example')
    .describe('Where people write who want a human to look at a decision, or use a right to their data'),
});
