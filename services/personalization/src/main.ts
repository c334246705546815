import { readSettings, runService } from '@crescendo/chassis';
import { loadCatalogue } from './catalogue.ts';
import { personalization } from './service.ts';
import { personalizationSettings } from './settings.ts';

await runService(async () => {
  const { CONTENT_DIR, PRIVACY_MAIL } = readSettings(personalizationSettings);
  return personalization({ catalogue: await loadCatalogue(CONTENT_DIR), privacyMail: PRIVACY_MAIL });
});
