import { catalogue } from '@crescendo/contracts';
import { chassisCollections } from '../../packages/chassis/src/chassis-collections.ts';
import { allServices } from '../setup/all-services.ts';
import { recordOfProcessing } from './record-of-processing-page.ts';

/** The record that GDPR Art. 30 requires: `docs/record-of-processing.md`, from the tags. */
export default async function recordFile() {
  const sources = { services: await allServices(), events: catalogue, shared: chassisCollections };
  return [{ path: 'docs/record-of-processing.md', content: recordOfProcessing(sources) }];
}
