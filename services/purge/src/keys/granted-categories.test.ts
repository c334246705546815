import { categories, grants, services } from '@crescendo/contracts';
import { expect, test } from 'vitest';
import { requireGrants } from './granted-categories.ts';

test.each(services)('%s is given what it is granted and nothing else', (service) => {
  for (const category of categories) {
    const asking = () => requireGrants(service, [category]);
    if (grants[service][category]) expect(asking).not.toThrow();
    else expect(asking).toThrow(expect.objectContaining({ code: 'category-not-granted', retry: false }));
  }
});

test('one category too many refuses the whole request', () => {
  expect(() => requireGrants('gateway', ['identity', 'learning'])).toThrow();
});
