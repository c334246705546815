import type { ServiceContext } from '@crescendo/chassis/src/service-context.ts';

/** The service, but every unit of work for these tenants or persons throws an unforeseen error. */
export const refusing = (service: ServiceContext, ids: ReadonlySet<string>): ServiceContext => ({
  ...service,
  async transact(unit, work) {
    if (ids.has(unit.tenant) || (unit.user && ids.has(unit.user))) throw new Error('nobody foresaw it');
    return await service.transact(unit, work);
  },
});
