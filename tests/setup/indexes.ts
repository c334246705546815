/** In every test with a database: no query of ours may need an index that is not there. */
import { watchQueries } from '@crescendo/chassis-testing/indexes';
import { afterEach } from 'vitest';

const unserved = new Set<string>();
watchQueries((sentence) => unserved.add(sentence));

afterEach(() => {
  const sentences = [...unserved];
  unserved.clear();
  if (sentences.length > 0) throw new Error(sentences.join('\n'));
});
