import type { ServiceContext } from '@crescendo/chassis';
import { Failure, homePartResponse, type ServiceName } from '@crescendo/contracts';

/** Services that own a part of App Home, from top to bottom. */
const owners: readonly ServiceName[] = ['personalization', 'purge'];

type Block = Record<string, unknown>;
export type HomePart = { available: true; blocks: Block[] } | { available: false };

async function fetchPart(
  service: ServiceContext,
  owner: ServiceName,
  { tenant, user }: { tenant: string; user: string },
): Promise<HomePart> {
  try {
    const { blocks } = await service.call(owner, '/home', { tenant, body: { user }, response: homePartResponse });
    return { available: true, blocks };
  } catch (error) {
    if (!(error instanceof Failure && error.retry)) throw error;
    return { available: false };
  }
}

/** Each owner's part for a person. Tells an owner that is away from one that has nothing to show. */
export const fetchParts = (service: ServiceContext, person: { tenant: string; user: string }): Promise<HomePart[]> =>
  Promise.all(owners.map((owner) => fetchPart(service, owner, person)));
