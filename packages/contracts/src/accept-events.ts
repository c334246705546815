import { writeFileSync } from 'node:fs';
import { catalogue } from './catalogue.ts';
import { baselineOf } from './compatibility.ts';

/** `npm run accept-events`: makes the current events the baseline for later comparisons. Know why before you run it. */
const file = new URL('../baseline.json', import.meta.url);
writeFileSync(file, `${JSON.stringify(baselineOf(catalogue), null, 2)}\n`);
process.stdout.write(`The baseline has ${catalogue.length} events now.\n`);
