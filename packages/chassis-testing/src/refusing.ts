import type { ServiceContext } from '@crescendo/chassis/src/service-context.ts';

/** The service, but whatever is to be done for these tenants or persons fails in a way that nobody foresaw. */
export const refusing = (service: ServiceContext, ids: ReadonlySet<string>): ServiceContext => ({
  ...service,
  async transact(unit, work) {
    if (ids.has(unit.tenant) || (unit.user && ids.has(unit.user))) throw new Error('nobody foresaw it');
    return await service.transact(unit, work);
  },
});
