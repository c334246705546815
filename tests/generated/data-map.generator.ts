import { catalogue, streams } from '@crescendo/contracts';
import { chassisCollections } from '../../packages/chassis/src/chassis-collections.ts';
import { allServices } from '../setup/all-services.ts';
import { dataMap } from './data-map-page.ts';

/** Every field that holds personal data: `docs/data-map.md`, from the tags. */
export default async function dataMapFile() {
  const sources = { services: await allServices(), events: catalogue, shared: chassisCollections, streams };
  return [{ path: 'docs/data-map.md', content: dataMap(sources) }];
}
