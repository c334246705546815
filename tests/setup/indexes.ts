/** In every test with a database: none of our queries may need a missing index. */
import { watchQueries } from '@crescendo/chassis-testing/indexes';
import { afterEach } from 'vitest';

const unserved = new Set<string>();
watchQueries((sentence) => unserved.add(sentence));

afterEach(() => {
  const sentences = [...unserved];
  unserved.clear();
  if (sentences.length > 0) throw new Error(sentences.join('\n'));
});
