import { type Category, grants, permanent, type ServiceName } from '@crescendo/contracts';

/** Throws Failure `category-not-granted` unless the service may open all of the categories. */
export function requireGrants(service: ServiceName, categories: Iterable<Category>): void {
  for (const category of categories)
    if (!grants[service][category])
      throw permanent('category-not-granted', `${service} may not open what is sealed as ${category}.`);
}
